package org.chasqui.messaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.mockito.Mockito.mock;

import java.util.List;
import org.chasqui.messaging.Book.Field;
import org.chasqui.messaging.fixtures.SampleState;
import org.junit.jupiter.api.Test;

class SubscriptionTests {

    private final Subscription.Handler<String> handler = messages -> {};

    @Test
    void knowsWhatItHandlesAndWhatItIgnores() {
        var subscription = Subscription.to("orders")
                .on(List.of("order.placed.v1", "order.failed.v1"), String.class, handler)
                .on("order.completed.v1", String.class, messages -> {})
                .ignoring("return.announced.v1")
                .build();

        assertThat(subscription.knows("order.placed.v1")).isTrue();
        assertThat(subscription.knows("return.announced.v1")).isTrue();
        assertThat(subscription.routeOf("return.announced.v1")).isEmpty();
        assertThat(subscription.knows("order.placed.v2")).isFalse();
        assertThat(subscription.routeOf("order.placed.v1")).isEqualTo(subscription.routeOf("order.failed.v1"));
        assertThat(subscription.routeOf("order.placed.v1")).isNotEqualTo(subscription.routeOf("order.completed.v1"));
    }

    @Test
    void takesUpToTwoHundredEventsAtOnceUnlessItSaysLess() {
        var builder = Subscription.to("orders").on("a", String.class, handler);

        assertThat(builder.build().batchSize()).isEqualTo(200);
        assertThat(builder.batchesOf(20).build().batchSize()).isEqualTo(20);
        assertThatIllegalArgumentException().isThrownBy(() -> builder.batchesOf(0));
        assertThatIllegalArgumentException().isThrownBy(() -> builder.batchesOf(201));
    }

    @Test
    void refusesATypeThatIsNamedTwice() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Subscription.to("orders").on(List.of("a", "a"), String.class, handler))
                .withMessageContaining("names a twice");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Subscription.to("orders").on("a", String.class, handler).ignoring("a"));
    }

    /** The log keeps only the newest event of an aggregate for ever: of one that was completed, not that it was placed. */
    @Test
    void refusesToIgnoreSomeTypesOfWhatItHandles() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Subscription.to("orders")
                        .on("order.placed.v1", String.class, handler)
                        .ignoring("order.completed.v1")
                        .build())
                .withMessageContaining("some types of order");
    }

    @Test
    void refusesToHandleNothing() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Subscription.to("orders").ignoring("a").build());
    }

    @Test
    void namesEachTableThatItFillsOnce() {
        var things = new Replica<SampleState>(mock(), "thing", ids -> {}, "name");
        var others = new Replica<SampleState>(mock(), "other", ids -> {}, "name");

        var subscription = Subscription.to("things")
                .on(List.of("a", "b"), SampleState.class, things)
                .on(List.of("c"), SampleState.class, messages -> {}, things)
                .on(List.of("d"), SampleState.class, others)
                .on("e", String.class, handler)
                .build();

        assertThat(subscription.replicas()).containsExactly(others, things);
    }

    @Test
    void comparesWhatAReplicaSaysInThePlaceOfAColumn() {
        var things = new Replica<SampleState>(mock(), "thing", ids -> {}, "name").comparing("name", "lower(name)");

        var subscription = Subscription.to("things")
                .on(List.of("thing.changed.v1"), SampleState.class, things)
                .build();

        assertThat(subscription.books().keySet())
                .singleElement()
                .satisfies(book -> assertThat(book.fields()).containsExactly(new Field("name", "(lower(name))::text")));
    }

    @Test
    void refusesToCompareAColumnThatAReplicaLacks() {
        var things = new Replica<SampleState>(mock(), "thing", ids -> {}, "name");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> things.comparing("colour", "lower(colour)"))
                .withMessage("thing has no column colour to compare");
    }
}
