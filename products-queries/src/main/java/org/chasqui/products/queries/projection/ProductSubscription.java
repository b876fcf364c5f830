package org.chasqui.products.queries.projection;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Subscription;
import org.chasqui.platform.CaseFolding;
import org.chasqui.platform.Place;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.products.queries.view.ProductView;
import org.chasqui.products.queries.view.Words;
import org.chasqui.views.ViewChanges;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** Writes a row for each product and for each market, from its newest event. */
@Configuration(proxyBeanMethods = false)
@NullMarked
class ProductSubscription {

    @Bean
    Subscription products(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        var markets = new Replica<MarketEvent>(
                jdbc, "market_view", ids -> views.changed("market", ids), "country", "city", "key", "active");
        return Subscription.to("products")
                .on(List.of("product.created.v1", "product.changed.v1"), ProductEvent.class, rows(jdbc, views))
                .on(List.of("market.opened.v1", "market.closed.v1"), MarketEvent.class, markets)
                .ignoring("reservation.made.v1", "reservation.refused.v1", "reservation.released.v1")
                .ignoring("reservation.made.v2", "reservation.refused.v2", "reservation.released.v2")
                .build();
    }

    @Bean
    PeriodicWorker productKeys(NamedParameterJdbcTemplate jdbc, ViewChanges views, TransactionOperations transactions) {
        return rows(jdbc, views).refill("listed_version", (row, number) -> ProductEvent.of(row), transactions);
    }

    private static Replica<ProductEvent> rows(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Replica<>(
                jdbc,
                "product_view",
                ids -> views.changed("product", ids),
                "name",
                "description",
                "value",
                "stock",
                "on_sale",
                "markets",
                "available",
                "name_key",
                "words = array_to_tsvector(:words)",
                "market_keys",
                "listed_version = :version");
    }

    /**
     * The part of a product's event that a view shows, and what lists make of it.
     *
     * @param onSale null for a product of which it was never said, which is on sale
     * @param markets the only ones where it is sold; null for everywhere
     */
    record ProductEvent(
            long id,
            String name,
            @Nullable String description,
            long value,
            long stock,
            @Nullable Boolean onSale,
            @Nullable List<String> markets) {

        private static ProductEvent of(ResultSet row) throws SQLException {
            var markets = row.getArray("markets");
            return new ProductEvent(
                    row.getLong("id"),
                    row.getString("name"),
                    row.getString("description"),
                    row.getLong("value"),
                    row.getLong("stock"),
                    row.getObject("on_sale", Boolean.class),
                    markets == null ? null : List.of((String[]) markets.getArray()));
        }

        public boolean isAvailable() {
            return ProductView.isAvailable(stock, onSale, markets);
        }

        public String getNameKey() {
            return CaseFolding.fold(name);
        }

        public List<String> getWords() {
            return Words.of(name);
        }

        public @Nullable List<String> getMarketKeys() {
            return markets == null ? null : markets.stream().map(Place::keyOf).toList();
        }
    }

    /** The part of a market's event that a view shows, and by which a list orders them. */
    record MarketEvent(long id, String country, String city, String key, boolean active) {}
}
