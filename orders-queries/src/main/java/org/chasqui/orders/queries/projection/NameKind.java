package org.chasqui.orders.queries.projection;

/**
 * The two kinds of names in orders: the table where each is known, the columns of order_view that show it, and whether an
 * order of several lines shows it.
 */
enum NameKind {
    USER("user", "username", "known_user", "user_id", "username", "username_revision", "FALSE"),
    PRODUCT(
            "product",
            "name",
            "known_product",
            "product_id",
            "product_name",
            "product_name_revision",
            "EXISTS (SELECT FROM order_product WHERE product_id = known_product.id)");

    private final String word;
    private final String nameInEvents;
    private final String known;
    private final String idInOrders;
    private final String nameInOrders;
    private final String revisionInOrders;
    private final String shownInLines;

    NameKind(
            String word,
            String nameInEvents,
            String known,
            String idInOrders,
            String nameInOrders,
            String revisionInOrders,
            String shownInLines) {
        this.word = word;
        this.nameInEvents = nameInEvents;
        this.known = known;
        this.idInOrders = idInOrders;
        this.nameInOrders = nameInOrders;
        this.revisionInOrders = revisionInOrders;
        this.shownInLines = shownInLines;
    }

    /** The kind as the cache and pending_rename spell it. */
    String word() {
        return word;
    }

    /** The component of their events that is the name. */
    String nameInEvents() {
        return nameInEvents;
    }

    /** The table of the known names. */
    String known() {
        return known;
    }

    /** Fills a template of SQL for this kind. */
    String sql(String template) {
        return template.replace("{kind}", "'" + word + "'")
                .replace("{known}", known)
                .replace("{id}", idInOrders)
                .replace("{name}", nameInOrders)
                .replace("{name_revision}", revisionInOrders)
                .replace("{shown_in_lines}", shownInLines);
    }
}
