package org.chasqui.products.queries.projection;

import java.util.List;
import org.chasqui.messaging.Message;
import org.chasqui.service.view.ViewChanges;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.core.namedparam.SqlParameterSource;
import org.springframework.stereotype.Component;

/** Keeps a row for each product, as new as the newest event heard. */
@Component
class ProductProjection {

    /** Parameters: a whole row. Safe to run again, and out of order: a row never goes back to an older version. */
    private static final String UPSERT = """
            INSERT INTO product_view (id, version, name, description, value, stock)
            VALUES (:id, :version, :name, :description, :value, :stock)
            ON CONFLICT (id) DO UPDATE
               SET (version, name, description, value, stock)
                 = (excluded.version, excluded.name, excluded.description, excluded.value, excluded.stock)
             WHERE product_view.version < excluded.version
            """;

    private final NamedParameterJdbcTemplate jdbc;
    private final ViewChanges views;

    ProductProjection(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        this.jdbc = jdbc;
        this.views = views;
    }

    void productsChanged(List<Message<ProductEvent>> messages) {
        var newest = Message.newestOfEach(messages);
        jdbc.batchUpdate(UPSERT, newest.stream().map(ProductProjection::row).toArray(SqlParameterSource[]::new));
        views.changed(
                "product", newest.stream().map(message -> message.data().id()).toList());
    }

    /** Empties the replica, to be filled again from the first event; until a row is back, the cache may still have its view. */
    void clear() {
        jdbc.getJdbcOperations().update("DELETE FROM product_view");
    }

    private static SqlParameterSource row(Message<ProductEvent> message) {
        var product = message.data();
        return new MapSqlParameterSource()
                .addValue("id", product.id())
                .addValue("version", message.version())
                .addValue("name", product.name())
                .addValue("description", product.description())
                .addValue("value", product.value())
                .addValue("stock", product.stock());
    }
}
