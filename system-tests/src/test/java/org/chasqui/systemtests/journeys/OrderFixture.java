package org.chasqui.systemtests.journeys;

import org.chasqui.systemtests.openapi.ApiOperation;
import org.chasqui.systemtests.openapi.Call;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import tools.jackson.databind.node.ObjectNode;

/** A user, a product, an order and the market of the examples, for tests of requests. */
record OrderFixture(Shop shop, UserView user, ProductView product, PlacedOrder order) {

    static OrderFixture in(Shop shop) {
        var user = shop.createUser("ana-" + UniqueNames.unique());
        var product = shop.createProduct("Camera " + UniqueNames.unique(), 12_500, 10);
        shop.changeMarket("NI", "Le%C3%B3n", true);
        return new OrderFixture(shop, user, product, shop.placeOrder(user, product, 1));
    }

    /** A request that the operation accepts: the document's example with existing ids and a free name. */
    Call validCall(ApiOperation operation) {
        var call = new Call(operation);
        operation.bodyExample().ifPresent(body -> call.body(real(body)));
        if (operation.isOfOneThing()) {
            call.id(operation.domain().equals("markets") ? operation.exampleId() : idFor(operation));
        }
        call.query(operation.requiredQuery());
        if (operation.takes("X-Min-Version")) {
            call.header("X-Min-Version", "1");
        }
        return call;
    }

    /** Why another user where one is forgotten: the others can be changed no more. */
    private long idFor(ApiOperation operation) {
        return operation.path().endsWith("/forget")
                ? shop.createUser("leaving-" + UniqueNames.unique()).id()
                : idOf(operation.domain());
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
            body.put("username", "new-" + UniqueNames.unique());
        }
        if (body.has("product")) {
            body.put("user", user.id()).put("product", product.id());
        }
        return body;
    }

    /** An order that failed because there was not enough stock. */
    long failedOrder() {
        return shop.orderIn("failed", shop.placeOrder(user, product, 1_000).id())
                .id();
    }

    /** A product at the highest price, which orders-commands knows. Two of it cost more than an order may cost. */
    long mostExpensiveProduct() {
        var palace = shop.createProduct("Palace " + UniqueNames.unique(), 9_007_199_254_740_991L, 10);
        shop.placeOrder(user, palace, 1);
        return palace.id();
    }
}
