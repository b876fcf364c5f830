package org.chasqui.orders.queries.projection;

import java.util.List;
import org.chasqui.messaging.Message;
import org.springframework.stereotype.Component;

/** Lets orders show their products' names. */
@Component
class ProductProjection {

    private final Names productNames;

    ProductProjection(Names productNames) {
        this.productNames = productNames;
    }

    void productsChanged(List<Message<ProductEvent>> messages) {
        productNames.update(Message.newestOfEach(messages).stream()
                .map(product -> new Name(
                        product.data().id(), product.version(), product.data().name()))
                .toList());
    }
}
