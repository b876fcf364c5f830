package org.chasqui.benchmark;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.ProductView;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.systemtests.shop.UserView;
import org.jspecify.annotations.Nullable;

/** One run: the measured shop and the figures so far. */
final class Bench implements AutoCloseable {

    private static final Path HOME = Path.of("target", "bench-shop");
    private static final Duration BACKLOG_LIMIT = Duration.ofMinutes(5);
    private static final double WARM = 0.9;

    private final Plan plan;
    private final PrintStream out;
    private final Map<String, String> conditions = new LinkedHashMap<>();
    private final List<Figure> figures = new ArrayList<>();
    private final List<Curve> curves = new ArrayList<>();
    private @Nullable Subject subject;
    private boolean filled;

    Bench(Plan plan, PrintStream out) {
        this.plan = plan;
        this.out = out;
        conditions.put("date", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        conditions.put("commit", commit());
        conditions.put("machine", machine());
        conditions.put("load average before", read("/proc/loadavg"));
        conditions.put("plan", plan.toString());
    }

    Plan plan() {
        return plan;
    }

    /** The shop; the first call starts it, and fills it with the orders of the plan. */
    Subject subject() {
        if (subject == null) {
            restart();
        }
        var shop = Objects.requireNonNull(subject);
        if (!filled) {
            fill(shop);
            filled = true;
        }
        return shop;
    }

    /**
     * Starts a shop beside the subject, and fills it as that.
     *
     * @param settings environment variables for all processes
     */
    Subject otherShop(Map<String, String> settings) {
        var shop = emptyShop(settings);
        fill(shop);
        return shop;
    }

    /** Starts an empty shop beside the subject. */
    Subject emptyShop(Map<String, String> settings) {
        return Subject.start(HOME.resolveSibling("bench-other"), settings);
    }

    private void fill(Subject shop) {
        if (plan.prefill() > 0) {
            out.println("filling a shop with %,d orders".formatted(plan.prefill()));
            Growth.fill(shop.processes(), shop.shop(), shop.invariants(), plan.prefill());
        }
    }

    /** Starts an empty shop. Returns the seconds until all of its processes answered. */
    double restart() {
        close();
        subject = Subject.start(HOME, Map.of());
        filled = false;
        conditions.put("flags", String.join(" ", subject.processes().jvmFlags(Service.ORDERS_COMMANDS)));
        return subject.startSeconds();
    }

    void add(Figure figure) {
        figures.add(figure);
        out.printf(
                "%-24s %s %s%n", figure.name(), Report.number(figure.measured().median()), figure.unit());
    }

    void add(Curve curve) {
        curves.add(curve);
    }

    /** Adds the 50th and the 99th percentile of each round. */
    void addPercentiles(String name, List<Histogram> rounds) {
        for (int percent : List.of(50, 99)) {
            add(Figure.cost(
                    name + ".p" + percent,
                    "ms",
                    rounds.stream()
                            .map(micros -> micros.getValueAtPercentile(percent) / 1e3)
                            .toList()));
        }
        add(Curve.percentiles("Time that this percentage does not exceed", name, rounds.getLast()));
    }

    /** Warms up, then measures the shop and the limit in alternate rounds, so that a disturbance of the machine affects both. */
    void measure(String name, Wrk load, IntFunction<Wrk.Answers> ours, Limit limit) {
        var warmUp = load.warmUp(plan.warmUp());
        out.println(name + ", a second of warm-up each: "
                + warmUp.stream().map(Report::number).collect(Collectors.joining(" ")));
        limit.perSecond(plan.round());
        var answers = new ArrayList<Wrk.Answers>();
        var limits = new ArrayList<Double>();
        for (int round = 0; round < plan.rounds(); round++) {
            answers.add(ours.apply(plan.round()));
            limits.add(limit.perSecond(plan.round()));
        }
        var rate =
                Figure.rate(name, answers.stream().map(Wrk.Answers::perSecond).toList(), Spread.of(limits));
        add(rate);
        add(Figure.cost(
                name + ".p99",
                "ms",
                answers.stream().map(answer -> answer.p99() / 1e3).toList()));
        add(Figure.cost(
                name + ".warm-up",
                "s",
                List.of(secondsUntilWarm(warmUp, rate.measured().median()))));
        add(Curve.rates("Warm-up: rate of each second from the start", name, warmUp));
    }

    /** The first of three seconds whose average reaches nine tenths of the final rate, or the number of seconds if there is none. */
    static double secondsUntilWarm(List<Double> rates, double finalRate) {
        return IntStream.range(0, rates.size())
                .filter(second -> rates.subList(second, Math.min(second + 3, rates.size())).stream()
                                .mapToDouble(Double::doubleValue)
                                .average()
                                .orElse(0)
                        >= WARM * finalRate)
                .findFirst()
                .orElse(rates.size());
    }

    /** The rate that the machine reaches without the shop under the same load. */
    interface Limit {
        double perSecond(int seconds);
    }

    Report report() {
        return new Report(conditions, figures, curves);
    }

    @Override
    public void close() {
        if (subject != null) {
            subject.close();
            subject = null;
        }
    }

    private static String commit() {
        try {
            return Programs.run(List.of("git", "describe", "--always", "--dirty"), Map.of())
                    .strip();
        } catch (IllegalStateException | UncheckedIOException noRepository) {
            return "unknown";
        }
    }

    private static String machine() {
        var processor = read("/proc/cpuinfo")
                .lines()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.replaceFirst(".*: ", ""))
                .findFirst()
                .orElse("unknown");
        return "%d x %s, Linux %s, Java %s"
                .formatted(
                        Runtime.getRuntime().availableProcessors(),
                        processor,
                        System.getProperty("os.version"),
                        Runtime.version());
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * A private shop with one customer and one product with enough stock.
     *
     * @param startSeconds from its start until all of its processes answered
     */
    record Subject(
            ShopProcesses processes,
            double startSeconds,
            Shop shop,
            Invariants invariants,
            UserView user,
            ProductView product)
            implements AutoCloseable {

        static Subject start(Path home, Map<String, String> settings) {
            long start = System.nanoTime();
            var processes = ShopProcesses.start(home, settings);
            double seconds = (System.nanoTime() - start) / 1e9;
            var shop = processes.shop();
            var user = shop.createUser("bench-" + UniqueNames.unique());
            var product = shop.createProduct("bench " + UniqueNames.unique(), 100, 1_000_000_000);
            shop.decided(shop.placeOrder(user, product, 1).id());
            return new Subject(processes, seconds, shop, Invariants.of(processes), user, product);
        }

        Wrk orders() {
            var json = "{\"user\":%d,\"product\":%d,\"quantity\":1}".formatted(user.id(), product.id());
            return Wrk.post(processes.gateway(), "/api-commands/orders", json).as(shop.token());
        }

        /** Orders of this number of lines, each of another product, all of them new. */
        Wrk ordersOf(int lines) {
            var basket = IntStream.range(0, lines)
                    .mapToObj(line -> shop.createProduct("bench " + UniqueNames.unique(), 100, 1_000_000_000))
                    .toList();
            basket.forEach(product -> shop.placeOrder(user, product, 1)); // they are known where orders are taken
            var json = basket.stream()
                    .map(product -> "{\"product\":%d,\"quantity\":1}".formatted(product.id()))
                    .collect(Collectors.joining(",", "{\"user\":%d,\"lines\":[".formatted(user.id()), "]}"));
            return Wrk.post(processes.gateway(), "/api-commands/orders", json).as(shop.token());
        }

        /** Memory of the six services (PSS), in MiB. */
        double memory() {
            return Arrays.stream(Service.values()).mapToLong(processes::memory).sum() / 1024.0;
        }

        PacedOrders pacedOrders() {
            return new PacedOrders(shop, user, product);
        }

        /**
         * Waits until every accepted order is decided and shown, and then counts them.
         *
         * @return when they were, by {@link System#nanoTime()}. Why not the end: to count millions takes seconds.
         * @throws AssertionError if this takes longer than some minutes, or if an order has no view
         */
        long settle() {
            invariants.awaitSettled(BACKLOG_LIMIT);
            long settled = System.nanoTime();
            long accepted = invariants.of(Service.ORDERS_COMMANDS).number("SELECT count(*) FROM orders");
            long shown = invariants
                    .of(Service.ORDERS_QUERIES)
                    .number("SELECT count(*) FROM order_view WHERE state <> 'processing'");
            if (shown != accepted) {
                throw new AssertionError(
                        "%d orders were accepted, %d are decided and shown".formatted(accepted, shown));
            }
            return settled;
        }

        @Override
        public void close() {
            invariants.close();
            shop.close();
            processes.close();
        }
    }
}
