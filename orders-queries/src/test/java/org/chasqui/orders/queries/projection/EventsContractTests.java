package org.chasqui.orders.queries.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.RETURNS_DEEP_STUBS;
import static org.mockito.Mockito.mock;

import java.time.Instant;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.Subscription;
import org.chasqui.orders.queries.projection.NamesConfiguration.ProductEvent;
import org.chasqui.orders.queries.projection.NamesConfiguration.UserEvent;
import org.chasqui.orders.queries.projection.OrderProjection.OrderEvent;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventsContractTests {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @FieldSource("org.chasqui.testing.ContractSamples#ORDERS")
    void hearsAndUnderstandsEveryTypeOfOrders(String type) {
        assertThat(new OrderProjection(mock(), mock(), mock(), mock()).orders().routeOf(type))
                .isPresent();

        var sample = ContractSamples.envelope(type).get("data");
        var event = order(ContractSamples.json(type));
        assertThat(event.state()).isEqualTo(sample.get("state").stringValue());
        assertThat(event.updatedAt()).isEqualTo(sample.get("updatedAt").stringValue());
        assertThat(order(ContractSamples.fromANewerRelease(type))).isEqualTo(event);
    }

    @Test
    void readsAllThatItShowsOfAnOrder() {
        assertThat(order(ContractSamples.json("order.failed.v1")))
                .isEqualTo(new OrderEvent(
                        17,
                        3,
                        7L,
                        2,
                        12_500L,
                        null,
                        25_000,
                        "failed",
                        "insufficient-stock",
                        null,
                        NOON,
                        NOON.plusSeconds(2)));
    }

    @Test
    void readsTheLinesOfAnOrderOfSeveral() {
        var event = order(ContractSamples.json("order.failed.v2"));

        assertThat(event.lines())
                .isEqualTo(ContractSamples.envelope("order.failed.v2").at("/data/lines"));
        assertThat(event.products()).containsExactly(7L, 9L);
        assertThat(event.product()).isNull();
        assertThat(order(ContractSamples.json("order.failed.v1")).products()).containsExactly(7L);
    }

    @ParameterizedTest
    @FieldSource("org.chasqui.testing.ContractSamples#USERS")
    void hearsAndUnderstandsEveryTypeOfUsers(String type) {
        assertThat(new NamesConfiguration().users(mock(RETURNS_DEEP_STUBS)).routeOf(type))
                .isPresent();

        var sample = ContractSamples.envelope(type).get("data");
        var expected = new UserEvent(
                sample.get("id").longValue(), sample.get("username").stringValue());
        assertThat(user(ContractSamples.json(type))).isEqualTo(expected);
        assertThat(user(ContractSamples.fromANewerRelease(type))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"product.created.v1", "product.changed.v1"})
    void hearsAndUnderstandsEveryTypeOfProducts(String type) {
        assertThat(products().routeOf(type)).isPresent();

        var sample = ContractSamples.envelope(type).get("data");
        var expected = new ProductEvent(
                sample.get("id").longValue(), sample.get("name").stringValue());
        assertThat(product(ContractSamples.json(type))).isEqualTo(expected);
        assertThat(product(ContractSamples.fromANewerRelease(type))).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "reservation.made.v1",
                "reservation.refused.v1",
                "reservation.released.v1",
                "reservation.made.v2",
                "reservation.refused.v2",
                "reservation.released.v2",
                "market.opened.v1",
                "market.closed.v1"
            })
    void passesOverReservationsAndMarkets(String type) {
        assertThat(products().knows(type)).isTrue();
        assertThat(products().routeOf(type)).isEmpty();
    }

    private static Subscription products() {
        return new NamesConfiguration().products(mock(RETURNS_DEEP_STUBS));
    }

    private static OrderEvent order(String json) {
        return EnvelopeJson.read(json, OrderEvent.class).data();
    }

    private static UserEvent user(String json) {
        return EnvelopeJson.read(json, UserEvent.class).data();
    }

    private static ProductEvent product(String json) {
        return EnvelopeJson.read(json, ProductEvent.class).data();
    }
}
