package org.chasqui.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.chasqui.systemtests.processes.Service;
import org.junit.jupiter.api.Test;

class GrowthIT {

    @Test
    void aFilledShopIsAsConsistentAsOneThatTookTheOrders() {
        try (var subject = Bench.Subject.start(Path.of("target", "growth-shop"), Map.of())) {
            Growth.fill(subject.processes(), subject.shop(), subject.invariants(), 2_000);

            var order = subject.shop().placeOrder(subject.user(), subject.product(), 1);
            assertThat(subject.shop().decided(order.id()).state()).isEqualTo("completed");
            subject.invariants().awaitSettled(Duration.ofMinutes(1));
            assertThat(subject.invariants().violations()).isEmpty();
            assertThat(subject.processes().call("verify")).isNotEmpty();
            subject.processes().call("rebuild", Service.ORDERS_QUERIES.id(), "orders");
            subject.invariants().awaitSettled(Duration.ofMinutes(1));
            assertThat(subject.invariants().violations()).isEmpty();
        }
    }
}
