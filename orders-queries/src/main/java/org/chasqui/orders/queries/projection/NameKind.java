package org.chasqui.orders.queries.projection;

/** Whose names orders show: where these are known, and which columns of order_view show them. */
enum NameKind {
    USER("user", "known_user", "user_id", "username", "username_revision"),
    PRODUCT("product", "known_product", "product_id", "product_name", "product_name_revision");

    private final String word;
    private final String known;
    private final String idInOrders;
    private final String nameInOrders;
    private final String revisionInOrders;

    NameKind(String word, String known, String idInOrders, String nameInOrders, String revisionInOrders) {
        this.word = word;
        this.known = known;
        this.idInOrders = idInOrders;
        this.nameInOrders = nameInOrders;
        this.revisionInOrders = revisionInOrders;
    }

    /** As in the cache, and in pending_rename. */
    String word() {
        return word;
    }

    /** The table where they are known. */
    String known() {
        return known;
    }

    /** SQL that is the same for all kinds, of this one. */
    String sql(String template) {
        return template.replace("{kind}", "'" + word + "'")
                .replace("{known}", known)
                .replace("{id}", idInOrders)
                .replace("{name}", nameInOrders)
                .replace("{name_revision}", revisionInOrders);
    }
}
