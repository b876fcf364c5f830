package org.chasqui.systemtests.drills;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.load.Journal;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.PlacedOrder;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;

/** Checks what must be true after any fault. */
public final class Audit {

    /** When the fault ends, pauses between attempts may have grown to ten seconds, and a lease may last five more. */
    public static final Duration RECOVERY = Duration.ofSeconds(90);

    private Audit() {}

    /**
     * Checks that every accepted order is decided and shown, the replicas equal their sources, no stock is lost, and the shop is open.
     *
     * @param journal journal of a load that has stopped
     * @param limit longest time until nothing is pending
     * @return the violations
     */
    public static List<String> after(Shop shop, Invariants invariants, Journal journal, Duration limit) {
        try {
            serveNewCustomer(shop, limit);
            invariants.awaitSettled(limit);
        } catch (AssertionError | RuntimeException e) {
            return List.of("not recovered after %s: %s".formatted(limit, e));
        }
        var found = new ArrayList<>(invariants.violations());
        found.addAll(invariants.brokenPromises(journal));
        journal.outcomes().keySet().stream()
                .filter(outcome -> outcome.endsWith(" 500"))
                .forEach(outcome ->
                        found.add("a fault must not be an internal error to a customer, but was: " + outcome));
        return found;
    }

    /**
     * Registers a new customer, creates a product, orders it and waits for the decision. Without this check, a shop that refuses everything
     * would pass, since it loses nothing.
     *
     * @return the time until the order was shown as completed
     * @throws AssertionError if it takes longer than the limit
     */
    static Duration serveNewCustomer(Shop shop, Duration limit) {
        long start = System.nanoTime();
        var user = accepted(limit, () -> shop.tryToCreateUser("newcomer-" + UniqueNames.unique()))
                .as(UserView.class);
        var product = accepted(limit, () -> shop.tryToCreateProduct("first-" + UniqueNames.unique(), 100, 1))
                .as(ProductView.class);
        var order = accepted(limit, () -> shop.tryToPlaceOrder(user.id(), product.id(), 1))
                .as(PlacedOrder.class);
        Eventually.eventually(
                limit,
                () -> seen(shop, order),
                view -> view.map(shown ->
                                shown.asJson().path("state").asString("").equals("completed"))
                        .orElse(false));
        return Duration.ofNanos(System.nanoTime() - start);
    }

    private static Answer accepted(Duration limit, Supplier<Answer> command) {
        return Eventually.eventually(
                        limit,
                        () -> attempt(command),
                        answer -> answer.map(Answer::isAccepted).orElse(false))
                .orElseThrow();
    }

    private static Optional<Answer> seen(Shop shop, PlacedOrder order) {
        return attempt(() -> shop.get("/api-queries/orders/" + order.id()));
    }

    private static Optional<Answer> attempt(Supplier<Answer> request) {
        try {
            return Optional.of(request.get());
        } catch (RuntimeException noAnswer) {
            return Optional.empty();
        }
    }
}
