package org.chasqui.systemtests.journeys;

import org.chasqui.systemtests.openapi.Call;
import org.chasqui.systemtests.openapi.Operation;
import org.chasqui.systemtests.shop.Names;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UserView;
import tools.jackson.databind.node.ObjectNode;

/** A user, a product and an order, for requests that need some. */
record Wares(Shop shop, UserView user, ProductView product, PlacedOrder order) {

    static Wares in(Shop shop) {
        var user = shop.createUser("ana-" + Names.unique());
        var product = shop.createProduct("Camera " + Names.unique(), 12_500, 10);
        return new Wares(shop, user, product, shop.placeOrder(user, product, 1));
    }

    /** A request that the operation accepts: the document's example, for things that exist and under a name that is free. */
    Call validCall(Operation operation) {
        var call = new Call(operation);
        operation.bodyExample().ifPresent(body -> call.body(real(body)));
        if (operation.isOfOneThing()) {
            call.id(idOf(operation.domain()));
        }
        if (operation.takes("X-Min-Version")) {
            call.header("X-Min-Version", "1");
        }
        return call;
    }

    long idOf(String domain) {
        return switch (domain) {
            case "users" -> user.id();
            case "products" -> product.id();
            default -> order.id();
        };
    }

    private ObjectNode real(ObjectNode body) {
        if (body.has("username")) {
            body.put("username", "new-" + Names.unique());
        }
        if (body.has("product")) {
            body.put("user", user.id()).put("product", product.id());
        }
        return body;
    }

    /** An order that there was not enough for. */
    long failedOrder() {
        return shop.orderIn("failed", shop.placeOrder(user, product, 1_000).id())
                .id();
    }

    /** A product of which nobody can order two; known where orders are taken. */
    long palace() {
        var palace = shop.createProduct("Palace " + Names.unique(), 9_007_199_254_740_991L, 10);
        shop.placeOrder(user, palace, 1);
        return palace.id();
    }
}
