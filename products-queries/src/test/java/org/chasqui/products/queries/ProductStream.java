package org.chasqui.products.queries;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.platform.Place;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.messaging.Upstream;
import org.springframework.boot.test.context.TestComponent;

/** Stands in for products-commands. */
@TestComponent
public class ProductStream {

    private final Upstream upstream;

    ProductStream(Consumers consumers, RedisServer redis) {
        upstream = new Upstream(consumers, redis);
    }

    /** An event with the product's state at that version. */
    static String product(long id, long version, String name, long stock) {
        var type = version == 1 ? "product.created.v1" : "product.changed.v1";
        return Upstream.event(
                type, "product", id, version, Map.of("id", id, "name", name, "value", 12_500, "stock", stock));
    }

    /** An event of a product of which it was said whether and where it is sold. */
    static String sold(long id, boolean onSale, List<String> markets) {
        return Upstream.event(
                "product.created.v1",
                "product",
                id,
                1,
                Map.of("id", id, "name", "p", "value", 1, "stock", 1, "onSale", onSale, "markets", markets));
    }

    /** The first event of a product that is sold in these markets only, or everywhere if there are none. */
    static String product(long id, String name, long value, long stock, String... markets) {
        var data = new HashMap<String, Object>(Map.of("id", id, "name", name, "value", value, "stock", stock));
        data.put("markets", markets.length == 0 ? null : List.of(markets));
        return Upstream.event("product.created.v1", "product", id, 1, data);
    }

    /** An event with the market's state at that version. */
    static String market(String place, long version, boolean active) {
        var market = Place.of(place);
        return Upstream.event(
                active ? "market.opened.v1" : "market.closed.v1",
                "market",
                market.id(),
                version,
                Map.of(
                        "id", market.id(),
                        "country", market.country(),
                        "city", market.city(),
                        "key", market.key(),
                        "active", active));
    }

    void delivers(String... envelopes) {
        upstream.delivers("products", List.of(envelopes));
    }

    void startsOver() {
        upstream.startsOver("products");
    }

    void isRebuilt() {
        upstream.isRebuilt("products");
    }
}
