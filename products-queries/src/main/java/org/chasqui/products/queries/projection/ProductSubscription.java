package org.chasqui.products.queries.projection;

import java.util.List;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.views.ViewChanges;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Writes a row for each product, from the newest event of the product. */
@Configuration(proxyBeanMethods = false)
@NullMarked
class ProductSubscription {

    @Bean
    Subscription products(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        var rows = new Replica<ProductEvent>(
                jdbc, "product_view", ids -> views.changed("product", ids), "name", "description", "value", "stock");
        return Subscription.to("products")
                .on(List.of("product.created.v1", "product.changed.v1"), ProductEvent.class, rows)
                .ignoring("reservation.made.v1", "reservation.refused.v1", "reservation.released.v1")
                .build();
    }

    /** The part of a product's event that a view shows. */
    record ProductEvent(long id, String name, @Nullable String description, long value, long stock) {}
}
