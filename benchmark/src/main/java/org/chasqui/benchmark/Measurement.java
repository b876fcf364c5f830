package org.chasqui.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.UniqueNames;

/** The measurements. They run one by one or all in this order; docs/performance.md explains the figures. */
enum Measurement {
    START,
    VIEWS,
    ORDERS,
    LINES,
    SUSTAINED,
    LATENCY,
    MEMORY,
    SECURITY,
    TRACING,
    BEHIND,
    PEERS;

    /** Those that run if none is named. */
    static final Set<Measurement> OF_THE_SHOP = EnumSet.complementOf(EnumSet.of(PEERS));

    private static final String ONE_USER = "/api-queries/users/";
    private static final String FIFTY_USERS = "/api-queries/users?limit=50";
    private static final int FOLLOWED_PER_SECOND = 20;
    private static final List<String> SHARES = List.of("0.1", "1"); // of the requests that are traced

    static Measurement of(String name) {
        return Arrays.stream(values())
                .filter(measurement -> measurement.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "There is no measurement '%s', but %s.".formatted(name, List.of(values()))));
    }

    void run(Bench bench) {
        switch (this) {
            case START -> start(bench);
            case VIEWS -> views(bench);
            case ORDERS -> orders(bench);
            case LINES -> lines(bench);
            case SUSTAINED -> sustained(bench);
            case LATENCY -> latency(bench);
            case MEMORY -> memory(bench);
            case SECURITY -> security(bench);
            case TRACING -> tracing(bench);
            case BEHIND -> Behind.measure(bench);
            case PEERS -> Peers.measure(bench);
        }
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    private static void start(Bench bench) {
        if (bench.plan().rounds() > 1) {
            bench.restart(); // why: the first start after a build also creates the class archive
        }
        bench.add(Figure.cost("start", "s", rounds(bench, bench::restart)));
    }

    private static void views(Bench bench) {
        var subject = bench.subject();
        int last = createUsers(bench, subject);
        var one = subject.shop().read(ONE_USER + last).body();
        var fifty = subject.shop().read(FIFTY_USERS).body();
        measureViews(bench, "views.cached", one, gateway -> Wrk.getAtRandom(gateway, ONE_USER, last));
        measureViews(bench, "views.lists", fifty, gateway -> Wrk.get(gateway, FIFTY_USERS));
        subject.processes().restart(Service.USERS_QUERIES, Map.of("CACHE_ENABLED", "false"));
        measureViews(bench, "views.uncached", one, gateway -> Wrk.getAtRandom(gateway, ONE_USER, last));
        subject.processes().restart(Service.USERS_QUERIES);
    }

    private static void measureViews(Bench bench, String name, String body, Function<URI, Wrk> load) {
        var processes = bench.subject().processes();
        try (var bare = BareShop.like(processes, Service.USERS_QUERIES, body)) {
            var ours = load.apply(processes.gateway()).as(bench.subject().shop().token());
            var limit = load.apply(bare.gateway());
            bench.measure(name, ours, ours::run, seconds -> limit.run(seconds).perSecond());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the id of the last user, when all are shown. */
    private static int createUsers(Bench bench, Bench.Subject subject) {
        var users = IntStream.range(0, bench.plan().users()).mapToObj(i -> "bench-" + UniqueNames.unique());
        try (var threads = Executors.newFixedThreadPool(Wrk.CONNECTIONS)) {
            users.forEach(name -> threads.execute(() -> subject.shop().createUser(name)));
        }
        subject.settle();
        return (int) subject.invariants().of(Service.USERS_QUERIES).number("SELECT max(id) FROM user_view");
    }

    private static void orders(Bench bench) {
        var subject = bench.subject();
        try (var pgbench = new Pgbench(subject.processes())) {
            var load = subject.orders();
            bench.measure("orders", load, seconds -> settled(bench, load.run(seconds)), seconds -> {
                subject.settle();
                return pgbench.run(seconds);
            });
        }
    }

    /** What an order of twenty lines costs: the limit is the rate of orders of one line. */
    private static void lines(Bench bench) {
        var subject = bench.subject();
        var twenty = subject.ordersOf(20);
        var one = subject.ordersOf(1);
        bench.measure(
                "lines",
                twenty,
                seconds -> shown(subject, twenty, seconds),
                seconds -> shown(subject, one, seconds).perSecond());
    }

    /** The answers, in the time until all of their orders were decided and shown. */
    private static Wrk.Answers shown(Bench.Subject subject, Wrk load, int seconds) {
        subject.settle();
        long start = System.nanoTime();
        var answers = load.run(seconds);
        return answers.in((subject.settle() - start) / 1_000);
    }

    private static Wrk.Answers settled(Bench bench, Wrk.Answers answers) {
        bench.subject().settle();
        return answers;
    }

    private static void sustained(Bench bench) {
        var subject = bench.subject();
        int seconds = bench.plan().sustained();
        subject.orders().warmUp(bench.plan().warmUp());
        subject.settle();
        var found = rounds(bench, () -> Sustained.of(subject, seconds));
        var rate = Figure.rate(
                "sustained", found.stream().map(Sustained::perSecond).toList(), null);
        bench.add(rate);
        bench.add(Figure.cost(
                "sustained.drain", "s", found.stream().map(Sustained::drain).toList()));

        double half = rate.measured().median() / 2;
        int oneOf = Math.max(1, (int) (half / FOLLOWED_PER_SECOND));
        var paced = rounds(bench, () -> subject.pacedOrders().send(half, seconds / 2, oneOf));
        bench.addPercentiles(
                "sustained.half.answer",
                paced.stream().map(PacedOrders::answers).toList());
        bench.addPercentiles(
                "sustained.half.lag", paced.stream().map(PacedOrders::views).toList());
        subject.settle();
    }

    /**
     * The result of a long load.
     *
     * @param perSecond orders decided and shown in a second, from the start until all were shown
     * @param drain seconds from the last answer until all were shown
     */
    private record Sustained(double perSecond, double drain) {

        static Sustained of(Bench.Subject subject, int seconds) {
            long start = System.nanoTime();
            var answers = subject.orders().run(seconds);
            long answered = System.nanoTime();
            long shown = subject.settle();
            return new Sustained(answers.answers() / ((shown - start) / 1e9), (shown - answered) / 1e9);
        }
    }

    private static void latency(Bench bench) {
        var subject = bench.subject();
        subject.pacedOrders().oneByOne(bench.plan().orders());
        var single = rounds(
                bench,
                () -> subject.pacedOrders().oneByOne(bench.plan().orders()).views());
        bench.addPercentiles("latency.single", single);
        var fifty =
                rounds(bench, () -> subject.pacedOrders().send(50, bench.plan().round() * 2, 1));
        bench.addPercentiles(
                "latency.at50.answer", fifty.stream().map(PacedOrders::answers).toList());
        bench.addPercentiles(
                "latency.at50", fifty.stream().map(PacedOrders::views).toList());
    }

    private static void memory(Bench bench) {
        var subject = bench.subject();
        Wrk.get(subject.processes().gateway(), FIFTY_USERS)
                .as(subject.shop().token())
                .run(bench.plan().round());
        subject.orders().run(bench.plan().round());
        subject.settle();
        for (var service : Service.values()) {
            double mebibytes = subject.processes().memory(service) / 1024.0;
            bench.add(Figure.cost("memory." + service, "MiB", List.of(mebibytes)));
        }
        bench.add(Figure.cost("memory", "MiB", List.of(subject.memory())));
    }

    /** What it costs to check callers: the limit is the open shop beside the secured one, under the same load. */
    private static void security(Bench bench) {
        var open = bench.subject();
        try (var secured = bench.otherShop(Map.of("CHASQUI_SECURITY", "on"))) {
            compare(bench, "security.views", viewsOf(bench, secured), viewsOf(bench, open), secured, open);
            compare(bench, "security.orders", secured.orders(), open.orders(), secured, open);
        }
    }

    /** What it costs to trace one request of ten, and each: the limit is the shop without traces beside it, under the same load. */
    private static void tracing(Bench bench) {
        var plain = bench.subject();
        bench.add(Figure.cost("tracing.off.start", "s", rounds(bench, () -> startBeside(bench, Map.of()))));
        try (var backend = TraceSink.open()) {
            for (var share : SHARES) {
                var name = "tracing." + share;
                var settings = backend.settings(share);
                bench.add(Figure.cost(name + ".start", "s", rounds(bench, () -> startBeside(bench, settings))));
                try (var traced = bench.otherShop(settings)) {
                    compare(bench, name + ".views", viewsOf(bench, traced), viewsOf(bench, plain), traced, plain);
                    compare(bench, name + ".orders", traced.orders(), plain.orders(), traced, plain);
                    bench.add(Figure.cost(name + ".memory", "MiB", List.of(traced.memory())));
                    if (share.equals(SHARES.getFirst())) { // why now: both shops have had the same load
                        bench.add(Figure.cost("tracing.off.memory", "MiB", List.of(plain.memory())));
                    }
                }
            }
        }
    }

    private static double startBeside(Bench bench, Map<String, String> settings) {
        try (var other = bench.emptyShop(settings)) {
            return other.startSeconds();
        }
    }

    private static Wrk viewsOf(Bench bench, Bench.Subject subject) {
        int last = createUsers(bench, subject);
        return Wrk.getAtRandom(subject.processes().gateway(), ONE_USER, last)
                .as(subject.shop().token());
    }

    private static void compare(
            Bench bench, String name, Wrk load, Wrk openLoad, Bench.Subject secured, Bench.Subject open) {
        openLoad.warmUp(bench.plan().warmUp());
        open.settle();
        bench.measure(
                name,
                load,
                seconds -> {
                    var answers = load.run(seconds);
                    secured.settle();
                    return answers;
                },
                seconds -> {
                    var answers = openLoad.run(seconds);
                    open.settle();
                    return answers.perSecond();
                });
    }

    static <T> List<T> rounds(Bench bench, Supplier<T> round) {
        var results = new ArrayList<T>();
        for (int i = 0; i < bench.plan().rounds(); i++) {
            results.add(round.get());
        }
        return results;
    }
}
