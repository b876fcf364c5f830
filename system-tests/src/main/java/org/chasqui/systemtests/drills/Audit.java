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

/** What must be true when a fault is over, whatever it was. */
public final class Audit {

    /** Growing pauses between attempts may have reached ten seconds, and a lease five, when the fault ends. */
    public static final Duration RECOVERY = Duration.ofSeconds(90);

    private Audit() {}

    /**
     * Everything that was accepted is decided and shown, the replicas equal their sources, no stock is lost, and the shop is open.
     *
     * @param journal of customers who have gone home
     * @param limit how long it may take until nothing is under way
     * @return what is wrong
     */
    public static List<String> after(Shop shop, Invariants invariants, Journal journal, Duration limit) {
        try {
            serveNewcomer(shop, limit);
            invariants.settleWithin(limit);
        } catch (AssertionError | RuntimeException e) {
            return List.of("not recovered after %s: %s".formatted(limit, e));
        }
        var found = new ArrayList<>(invariants.violations());
        found.addAll(invariants.brokenPromises(journal));
        journal.outcomes().keySet().stream()
                .filter(outcome -> outcome.endsWith(" 500"))
                .forEach(outcome -> found.add("a fault is no internal error to a customer, but was: " + outcome));
        return found;
    }

    /**
     * Someone comes, registers, brings a product along, orders it and sees the decision: a shop that refuses everything loses nothing,
     * either.
     *
     * @return how long it took until the order was shown as completed
     * @throws AssertionError if it takes longer than the limit
     */
    static Duration serveNewcomer(Shop shop, Duration limit) {
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
