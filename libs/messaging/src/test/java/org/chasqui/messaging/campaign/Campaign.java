package org.chasqui.messaging.campaign;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisException;
import io.lettuce.core.RestoreArgs;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.messaging.queue.RedisQueue;

/**
 * One run: two processes of each service take turns at random with clients and with what can go wrong, in one thread. At the named
 * steps inside of a pass others may take turns, too, so that a process goes on with what has become old meanwhile.
 */
final class Campaign {

    /** How the processes of a run are set, so that small numbers meet full lists, cut pushes and leases that end. */
    record Plan(
            int sequenced,
            int pushed,
            int pushedBytes,
            int capacity,
            int applied,
            int attempts,
            int compacted,
            int retention,
            Duration leaseTtl,
            boolean leases) {

        static Plan of(Random random) {
            return new Plan(
                    random.nextInt(1, 20),
                    random.nextInt(1, 12),
                    random.nextInt(4) == 0 ? 600 : 100_000,
                    random.nextInt(3, 40),
                    random.nextInt(1, 12),
                    3,
                    random.nextInt(1, 25),
                    random.nextInt(3) == 0 ? 50 : 0,
                    Duration.ofMillis(random.nextBoolean() ? 3 : 30),
                    random.nextInt(3) > 0);
        }
    }

    enum Outcome {
        FINE,
        POISON,
        KILLER
    }

    enum Commit {
        FINE,
        LOST,
        IN_DOUBT
    }

    private static final int DEEPEST = 2;
    private static final int ROUNDS_TO_REST = 600;

    private final CampaignShop shop;
    private final long seed;
    private final Random random;
    private final boolean sourceOnly;
    private final Plan plan;
    private final UnreliableNetwork network;
    private final List<ServiceProcess> processes = new ArrayList<>();
    private final Map<String, Integer> counts = new TreeMap<>();
    private final Map<String, Outcome> plannedFailures = new HashMap<>();
    private final List<String> violations = new ArrayList<>();
    private final List<Map<String, byte[]>> snapshots = new ArrayList<>();

    private boolean faulty = true;
    private boolean repaired;
    private int release = 1;
    private int depth;
    private int strangers;
    private int orders;
    private int restarts;
    private boolean backedUp;
    private long compacted;
    private boolean mayLackEvents;

    private Campaign(CampaignShop shop, long seed, boolean sourceOnly) {
        this.shop = shop;
        this.seed = seed;
        this.sourceOnly = sourceOnly;
        random = new Random(seed);
        plan = Plan.of(random);
        network = new UnreliableNetwork(random);
    }

    /** Everything goes wrong but one thing: a committed transaction is never lost. */
    static Campaign ofTheWholeShop(CampaignShop shop, long seed) {
        return new Campaign(shop, seed, false);
    }

    /** Only products and their view; and the products' database is restored from old backups, time and again. */
    static Campaign ofARestoredSource(CampaignShop shop, long seed) {
        return new Campaign(shop, seed, true);
    }

    CampaignShop shop() {
        return shop;
    }

    Plan plan() {
        return plan;
    }

    UnreliableNetwork network() {
        return network;
    }

    int release() {
        return release;
    }

    boolean isSourceOnly() {
        return sourceOnly;
    }

    void count(String what) {
        count(what, 1);
    }

    void count(String what, int times) {
        counts.merge(what, times, Integer::sum);
    }

    /** A broken promise, kept because an exception would only count as a failure of the event. */
    void violated(String what) {
        violations.add(what);
    }

    Map<String, Integer> counts() {
        return counts;
    }

    // --- the run

    void run(int steps) {
        shop.open(random);
        network.startFaults();
        for (var service : sourceOnly
                ? List.of(CampaignService.PRODUCTS, CampaignService.VIEWS)
                : List.of(CampaignService.values())) {
            processes.add(start(service));
            processes.add(start(service));
        }
        for (var step = 0; step < steps; step++) {
            if (step == steps / 2) {
                release = 2;
            }
            turn();
            if (step % 60 == 59) {
                checkOnTheWay();
            }
        }
        comeToRest();
        repaired = true;
        if (!sourceOnly) {
            for (var process : processes) {
                assertThat(process.replayAll())
                        .as("I12 dead letters that cannot be replayed")
                        .isZero();
            }
            comeToRest();
        }
        checkAtRest();
    }

    private void turn() {
        replaceTheDead();
        operate();
        if (sourceOnly) {
            backUpAndRestoreSource();
        }
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3 -> command();
            case 4 -> fault();
            case 5 -> deliverLate();
            default -> processes.get(random.nextInt(processes.size())).step(random);
        }
        if (!sourceOnly) {
            shop.checkNothingGoesBack();
            if (random.nextInt(4) == 0) {
                shop.checkStock();
            }
        }
        checkNoFalseAlarm();
        assertThat(violations).isEmpty();
    }

    /** Called at each named step of each process. Others may take a turn here. */
    boolean strikes(ServiceProcess process, String step) {
        if (!faulty) {
            return false;
        }
        var locked = step.endsWith("after-lock") || step.endsWith("before-commit");
        if (depth < DEEPEST && random.nextInt(locked ? 40 : 6) == 0) {
            meanwhile(random.nextInt(1, 4));
        }
        if (random.nextInt(400) == 0) {
            shop.database(process.service()).terminateSessions();
            count("sessions terminated");
        }
        return random.nextInt(60) == 0;
    }

    /** Other processes run before the caller goes on. */
    private void meanwhile(int turns) {
        depth++;
        try {
            shop.apart(() -> {
                for (var turn = 0; turn < turns; turn++) {
                    other();
                }
            });
        } finally {
            depth--;
        }
    }

    private void other() {
        switch (random.nextInt(12)) {
            case 0 -> fault();
            case 1, 2 -> command();
            default -> processes.get(random.nextInt(processes.size())).step(random);
        }
    }

    private ServiceProcess start(CampaignService service) {
        // a restarted process has its old name or a new one; without leases all have the same
        var owner = plan.leases() ? "owner " + (random.nextBoolean() ? restarts++ : random.nextInt(3)) : "everyone";
        return new ServiceProcess(this, service, owner);
    }

    private void replaceTheDead() {
        processes.replaceAll(process -> process.isAlive() ? process : start(process.service()));
    }

    // --- commands

    private void command() {
        var service = !sourceOnly && random.nextBoolean() ? CampaignService.ORDERS : CampaignService.PRODUCTS;
        var process = new ServiceProcess(this, service, "client");
        var slow = depth == 0 && random.nextInt(5) == 0;
        var fails = random.nextInt(12) == 0;
        try {
            process.transactions().executeWithoutResult(status -> {
                if (service == CampaignService.ORDERS) {
                    place(process);
                } else {
                    changeProduct(process);
                }
                if (slow) {
                    meanwhile(random.nextInt(1, 10));
                }
                if (fails) {
                    throw new IllegalStateException("the command is refused after all");
                }
            });
            count("command");
        } catch (RuntimeException | Error e) {
            count("failed command");
        }
    }

    private void place(ServiceProcess process) {
        orders++;
        planFailure(QueueName.of("orders", "products"), CampaignState.ORDER_CHANGED, orders, 1);
        planFailure(QueueName.of("products", "orders"), CampaignState.RESERVATION_DECIDED, orders, 1);
        process.place(orders, random.nextInt(1, CampaignShop.PRODUCTS + 1), random.nextInt(1, 5));
    }

    private void changeProduct(ServiceProcess process) {
        var product = process.lockProduct(random.nextInt(1, CampaignShop.PRODUCTS + 1));
        if (product.state().equals("deleted")) {
            return;
        }
        var more = random.nextInt(3) == 0 ? random.nextInt(1, 4) : 0;
        var type =
                release > 1 && random.nextInt(4) == 0 ? CampaignState.PRODUCT_AUDITED : CampaignState.PRODUCT_CHANGED;
        planFailure(QueueName.of("products", "views"), type, product.id(), product.version() + 1);
        process.change(
                new ServiceProcess.Product(
                        product.id(),
                        product.version(),
                        product.stock() + more,
                        product.restocked() + more,
                        product.revision(),
                        random.nextInt(50) == 0 ? "deleted" : product.state()),
                type);
    }

    /** Decides when an event is made whether a handler will fail at it. */
    private void planFailure(QueueName name, String type, long id, long version) {
        var lot = sourceOnly ? 100 : random.nextInt(100);
        if (lot < 3) {
            plannedFailures.put(key(name, type, id, version), lot < 2 ? Outcome.POISON : Outcome.KILLER);
        }
    }

    Outcome outcomeOf(QueueName name, Message<CampaignState> message) {
        return repaired
                ? Outcome.FINE
                : plannedFailures.getOrDefault(
                        key(name, message.type(), message.aggregateId(), message.version()), Outcome.FINE);
    }

    Commit outcomeOfCommit() {
        return switch (faulty ? random.nextInt(200) : 2) {
            case 0 -> Commit.LOST;
            case 1 -> Commit.IN_DOUBT;
            default -> Commit.FINE;
        };
    }

    private static String key(QueueName name, String type, long id, long version) {
        return name + " " + type + " " + id + " " + version;
    }

    // --- faults

    private void fault() {
        try {
            var process = processes.get(random.nextInt(processes.size()));
            switch (random.nextInt(17)) {
                case 0, 1 -> process.kill();
                case 2 -> shop.redis().commands().flushall();
                case 3, 4, 5, 6 -> tamper();
                case 7, 8 -> snapshot();
                case 9, 10 -> restoreSnapshot();
                case 11 -> network.outage(random.nextInt(2, 25));
                case 12 -> shop.redis().commands().scriptFlush();
                case 13 -> shop.redis().commands().configSet("maxmemory", random.nextInt(3) == 0 ? "1mb" : "0");
                case 14 -> shop.database(process.service()).terminateSessions();
                case 15 -> tamperWithLease();
                default -> operateOn(process);
            }
        } catch (RedisException e) {
            count("refused by a full Redis");
        }
    }

    private void tamper() {
        var redis = shop.redis().commands();
        var name = anySubscription();
        var list = name.list();
        var garbage = random.nextBoolean() ? "garbage" : "9:%s:7:%s|{}".formatted(UUID.randomUUID(), UUID.randomUUID());
        var kind = random.nextInt(16);
        count("tampering");
        if ("list".equals(redis.type(list)) || kind > 7) {
            switch (kind) {
                case 0 -> redis.del(list);
                case 1 -> redis.del(name.acknowledged());
                case 2, 3 -> redis.lrem(list, 1, String.valueOf(redis.lindex(list, random.nextInt(4))));
                case 4 -> redis.lpush(list, garbage);
                case 5 -> redis.rpush(list, garbage);
                case 6 -> redis.lset(list, 0, garbage);
                case 7 -> redis.rpush(list, String.valueOf(redis.lindex(list, 0)));
                case 8 -> redis.set(list, "a text");
                case 9 -> {
                    redis.del(name.acknowledged());
                    redis.rpush(name.acknowledged(), "a list");
                }
                case 10 ->
                    redis.set(
                            name.acknowledged(),
                            List.of("junk", "007:x", "0:zz", "99999999999999999999:x", "3:")
                                    .get(random.nextInt(5)));
                case 11 -> copyFromAnotherList(name);
                case 12 -> redis.set(name.question(), "junk:1:1");
                case 13 -> {
                    redis.del(name.question());
                    redis.rpush(name.question(), "a list");
                }
                default -> redis.del(list, name.acknowledged());
            }
        }
        strangers++; // at most one element more than the scripts would have allowed
    }

    /** Elements of another subscription, perhaps of another stream. */
    private void copyFromAnotherList(QueueName name) {
        var other = anySubscription().list();
        var redis = shop.redis().commands();
        if ("list".equals(redis.type(other))) {
            var elements = redis.lrange(other, 0, random.nextInt(3));
            if (!elements.isEmpty() && !"string".equals(redis.type(name.list()))) {
                redis.rpush(name.list(), elements.toArray(String[]::new));
                strangers += elements.size();
            }
        }
    }

    private QueueName anySubscription() {
        var names = CampaignShop.subscriptions();
        return sourceOnly ? QueueName.of("products", "views") : names.get(random.nextInt(names.size()));
    }

    private void snapshot() {
        if (snapshots.size() == 4) {
            snapshots.removeFirst();
        }
        var keys = new HashMap<String, byte[]>();
        for (var name : CampaignShop.subscriptions()) {
            if (isGenuine(name)) {
                for (var key : List.of(name.list(), name.acknowledged(), name.question())) {
                    var dump = shop.redis().commands().dump(key);
                    if (dump != null) {
                        keys.put(key, dump);
                    }
                }
            }
        }
        snapshots.add(keys);
    }

    /** Why: a forged end that comes back after it was dropped cannot be told from a source that has lost it. */
    private boolean isGenuine(QueueName name) {
        var queue = new RedisQueue(name, shop.link().template()).peek(200);
        var events = shop.events(name.stream());
        return queue.elements().stream()
                .allMatch(element -> element.split(":").length > 1 && events.contains(element.split(":")[1]));
    }

    private void restoreSnapshot() {
        if (!snapshots.isEmpty()) {
            count("old Redis");
            snapshots
                    .get(random.nextInt(snapshots.size()))
                    .forEach((key, dump) -> shop.redis()
                            .commands()
                            .restore(key, dump, RestoreArgs.Builder.ttl(0).replace()));
        }
    }

    private void tamperWithLease() {
        var name = anySubscription();
        try {
            shop.database(CampaignShop.subscriber(name))
                    .jdbc()
                    .update(
                            "UPDATE messaging.subscription SET owner = ?, lease_until = now() + make_interval(secs => ?) WHERE name = ?",
                            random.nextBoolean() ? "a ghost" : null,
                            List.of(-3600.0, 0.002, 0.02, 3600.0).get(random.nextInt(4)),
                            name.toString());
        } catch (RuntimeException e) {
            count("failed fault");
        }
    }

    private void operateOn(ServiceProcess process) {
        if (process.isAlive() && !process.consumers().isEmpty()) {
            var consumer =
                    process.consumers().get(random.nextInt(process.consumers().size()));
            switch (random.nextInt(6)) {
                case 0 -> process.redrive();
                case 1, 2 -> process.pauseOrResume(consumer, random.nextBoolean());
                default -> process.rebuild(consumer);
            }
        }
    }

    private void deliverLate() {
        try {
            network.deliverLate();
        } catch (RuntimeException e) {
            count("late and refused");
        }
    }

    // --- the source's database and its backups

    private void backUpAndRestoreSource() {
        switch (random.nextInt(50)) {
            case 0 -> backUpSource();
            case 1, 2 -> restoreSource();
            default -> {}
        }
    }

    private void backUpSource() {
        shop.database(CampaignService.PRODUCTS).observer().execute("""
                DROP TABLE IF EXISTS old_log, old_history, old_head, old_product;
                CREATE TABLE old_log AS SELECT * FROM messaging.event_log;
                CREATE TABLE old_history AS SELECT * FROM messaging.event_history;
                CREATE TABLE old_head AS SELECT * FROM messaging.stream_head;
                CREATE TABLE old_product AS SELECT * FROM product
                """);
        backedUp = true;
    }

    private void restoreSource() {
        if (!backedUp) {
            return;
        }
        count("restored source");
        compacted = Math.max(
                compacted,
                shop.database(CampaignService.PRODUCTS)
                        .number("SELECT coalesce(max(first_position + octet_length(event_ids) / 16 - 1), 0)"
                                + " FROM messaging.event_history"));
        mayLackEvents |= compacted
                > shop.database(CampaignService.VIEWS)
                        .number("SELECT coalesce(max(position), 0) FROM messaging.subscription");
        snapshots.clear(); // why: no operator starts Redis from a file that is older than the source
        shop.database(CampaignService.PRODUCTS).observer().execute("""
                TRUNCATE messaging.event_log, messaging.event_history, messaging.stream_head, product;
                INSERT INTO messaging.event_log OVERRIDING SYSTEM VALUE SELECT * FROM old_log;
                INSERT INTO messaging.event_history SELECT * FROM old_history;
                INSERT INTO messaging.stream_head SELECT * FROM old_head;
                INSERT INTO product SELECT * FROM old_product;
                SELECT setval(pg_get_serial_sequence('messaging.event_log', 'seq'), (SELECT coalesce(max(seq), 0) + 1 FROM old_log))
                """);
        shop.forgetSeen();
        if (random.nextBoolean()) {
            network.outage(random.nextInt(5, 60));
        }
    }

    /**
     * An operator follows the alarm, and rebuilds each subscriber that has applied what the source has lost; and one that was so far behind
     * that compaction had taken events from it that the restored log has again.
     */
    private void operate() {
        if (mayLackEvents) {
            firstSubscriber()
                    .ifPresent(process ->
                            mayLackEvents = !process.rebuild(process.consumers().getFirst()));
        }
        if (sourceOnly && processes.stream().anyMatch(process -> process.sawDivergence("products"))) {
            count("alarm");
            firstSubscriber()
                    .ifPresent(process -> process.rebuild(process.consumers().getFirst()));
            // what the alarm said is dealt with; whether there is more to say the relays find out again
            processes.replaceAll(process ->
                    process.service() == CampaignService.PRODUCTS ? start(CampaignService.PRODUCTS) : process);
        }
    }

    private Optional<ServiceProcess> firstSubscriber() {
        return processes.stream()
                .filter(process -> process.service() == CampaignService.VIEWS && process.isAlive())
                .findFirst();
    }

    // --- looking

    private void checkOnTheWay() {
        shop.checkLog("products");
        for (var name : subscriptions()) {
            var length = shop.redis().commands();
            if ("list".equals(length.type(name.list()))) {
                assertThat(length.llen(name.list()))
                        .as("I7 length of %s", name)
                        .isLessThanOrEqualTo(plan.capacity() + strangers);
            }
        }
        if (!sourceOnly) {
            shop.checkLog("orders");
            shop.checkEventsOfChanges();
            shop.checkDecisions(false);
            subscriptions().forEach(shop::checkApplied);
        }
    }

    private void checkAtRest() {
        assertThat(violations).isEmpty();
        checkOnTheWay();
        subscriptions().forEach(shop::checkApplied);
        shop.checkReplica("products");
        if (!sourceOnly) {
            shop.checkReplica("orders");
            shop.checkStock();
            shop.checkDecisions(true);
        }
    }

    private void checkNoFalseAlarm() {
        if (!sourceOnly) {
            assertThat(processes)
                    .as("I11 false alarm of divergence")
                    .noneMatch(process -> process.sawDivergence("products") || process.sawDivergence("orders"));
        }
    }

    private List<QueueName> subscriptions() {
        return sourceOnly ? List.of(QueueName.of("products", "views")) : CampaignShop.subscriptions();
    }

    /** No faults and no commands from here on: everything must come to rest by itself. */
    private void comeToRest() {
        faulty = false;
        network.stopFaults();
        shop.redis().commands().configSet("maxmemory", "0");
        while (!network.isClear()) {
            deliverLate();
        }
        processes.replaceAll(process -> start(process.service()));
        var passesAtRest = 0;
        for (var round = 0; round < ROUNDS_TO_REST; round++) {
            replaceTheDead();
            operate();
            for (var process : List.copyOf(processes)) {
                process.consumers().forEach(consumer -> process.pauseOrResume(consumer, false));
                process.workers().forEach(process::turn);
            }
            passesAtRest = isAtRest() ? passesAtRest + 1 : 0;
            if (passesAtRest == (sourceOnly ? 8 : 2)) {
                return;
            }
        }
        throw new AssertionError("L1 not at rest: "
                + subscriptions().stream().map(this::describe).toList());
    }

    private boolean isAtRest() {
        return subscriptions().stream().allMatch(name -> {
            var source = shop.database(CampaignService.publishing(name.stream()));
            var head = source.number("SELECT coalesce(max(position), 0) FROM messaging.stream_head");
            var applied = shop.database(CampaignShop.subscriber(name))
                    .number(
                            "SELECT coalesce(max(position), -1) FROM messaging.subscription WHERE name = ? AND NOT rebuilding",
                            name.toString());
            return source.number("SELECT count(*) FROM messaging.event_log WHERE position IS NULL") == 0
                    && applied == head
                    && new RedisQueue(name, shop.link().template()).peek(1).length() == 0;
        });
    }

    private String describe(QueueName name) {
        return "%s: head %d, %s, Redis %s"
                .formatted(
                        name,
                        shop.database(CampaignService.publishing(name.stream()))
                                .number("SELECT coalesce(max(position), 0) FROM messaging.stream_head"),
                        shop.database(CampaignShop.subscriber(name))
                                .observer()
                                .queryForList("SELECT * FROM messaging.subscription WHERE name = ?", name.toString()),
                        new RedisQueue(name, shop.link().template()).peek(2));
    }

    @Override
    public String toString() {
        return "seed " + seed + " with " + plan + ": " + counts;
    }
}
