package org.chasqui.products.queries.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import java.util.List;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.platform.Place;
import org.chasqui.products.queries.projection.ProductSubscription.MarketEvent;
import org.chasqui.products.queries.projection.ProductSubscription.ProductEvent;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class ProductContractTests {

    private static final ProductEvent CHANGED =
            new ProductEvent(7, "Pinhole camera", "Brass, f/180", 12_500, 38, true, List.of("NI/León", "CR/San José"));

    @ParameterizedTest
    @FieldSource("org.chasqui.testing.ContractSamples#PRODUCTS")
    void hearsEveryTypeOfTheStream(String type) {
        assertThat(new ProductSubscription().products(mock(), mock()).knows(type))
                .isTrue();
    }

    @Test
    void understandsANewProduct() {
        assertThat(read(ContractSamples.json("product.created.v1")))
                .isEqualTo(new ProductEvent(7, "Pinhole camera", null, 12_500, 40, null, null));
    }

    @Test
    void understandsAChangedProduct() {
        assertThat(read(ContractSamples.json("product.changed.v1"))).isEqualTo(CHANGED);
    }

    @Test
    void understandsAMarket() {
        var closed = new MarketEvent(Place.of("NI/León").id(), "NI", "León", "ni/león", false);

        assertThat(EnvelopeJson.read(ContractSamples.json("market.closed.v1"), MarketEvent.class)
                        .data())
                .isEqualTo(closed);
        assertThat(EnvelopeJson.read(ContractSamples.fromANewerRelease("market.closed.v1"), MarketEvent.class)
                        .data())
                .isEqualTo(closed);
    }

    @Test
    void ignoresWhatANewerReleaseAdds() {
        assertThat(read(ContractSamples.fromANewerRelease("product.changed.v1")))
                .isEqualTo(CHANGED);
    }

    private static ProductEvent read(String json) {
        return EnvelopeJson.read(json, ProductEvent.class).data();
    }
}
