package org.chasqui.orders.commands.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.orders.commands.replica.Replicas.MarketEvent;
import org.chasqui.orders.commands.replica.Replicas.ProductEvent;
import org.chasqui.orders.commands.replica.Replicas.UserEvent;
import org.chasqui.platform.Place;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplicaContractTests {

    @ParameterizedTest
    @ValueSource(strings = {"user.created.v1", "user.changed.v1", "user.forgotten.v1"})
    void understandsUsers(String type) {
        var sample = ContractSamples.envelope(type);
        var expected = new UserEvent(sample.at("/data/id").longValue());

        assertThat(user(ContractSamples.json(type))).isEqualTo(expected);
        assertThat(user(ContractSamples.fromANewerRelease(type))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"product.created.v1", "product.changed.v1"})
    void understandsProducts(String type) {
        var sample = ContractSamples.envelope(type);
        var isChange = type.equals("product.changed.v1");
        var expected = new ProductEvent(
                sample.at("/data/id").longValue(),
                sample.at("/data/value").longValue(),
                isChange ? true : null,
                isChange ? List.of("NI/León", "CR/San José") : null);

        assertThat(product(ContractSamples.json(type))).isEqualTo(expected);
        assertThat(product(ContractSamples.fromANewerRelease(type))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"market.opened.v1", "market.closed.v1"})
    void understandsMarkets(String type) {
        var sample = ContractSamples.envelope(type);
        var expected = new MarketEvent(
                Place.of("NI/León").id(),
                "NI",
                "León",
                sample.at("/data/active").booleanValue());

        assertThat(market(ContractSamples.json(type))).isEqualTo(expected);
        assertThat(market(ContractSamples.fromANewerRelease(type))).isEqualTo(expected);
    }

    private static MarketEvent market(String json) {
        return EnvelopeJson.read(json, MarketEvent.class).data();
    }

    private static UserEvent user(String json) {
        return EnvelopeJson.read(json, UserEvent.class).data();
    }

    private static ProductEvent product(String json) {
        return EnvelopeJson.read(json, ProductEvent.class).data();
    }
}
