package org.chasqui.systemtests.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.output.StatusOutput;
import io.lettuce.core.protocol.CommandArgs;
import io.lettuce.core.protocol.CommandType;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.systemtests.Chromium;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.invariants.RedisProbe;
import org.chasqui.systemtests.openapi.Documents;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.chasqui.testing.Project;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** Lets the subscriber of {@code examples/} in as docs/guides.md says, looks at it in the console before it begins, and disturbs it. */
@Drill
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PythonSubscriberIT {

    private static final Duration LIMIT = Duration.ofMinutes(3); // it begins with all orders of the tests before
    private static final Path PROGRAM = Project.find("examples").resolve("python-subscriber/subscriber.py");
    private static final Path LOG = Path.of("target", "python-subscriber.log");
    private static final String NAME = "orders.0.order-archive";
    private static final String LIST = "evt:{2." + NAME + "}:q";
    private static final String COPY = "id, version, user_id, product_id, quantity, lines, total, state, placed_at";

    private final Shop shop;
    private final ShopProcesses processes;
    private final Database publisher;
    private final Database views;
    private final Database administrator;
    private final Database archive;
    private final RedisProbe redis;
    private String python = "";
    private @Nullable Process subscriber;

    PythonSubscriberIT(Shop shop, ShopProcesses processes, Invariants invariants) {
        this.shop = shop;
        this.processes = processes;
        publisher = invariants.of(Service.ORDERS_COMMANDS);
        views = invariants.of(Service.ORDERS_QUERIES);
        administrator = database("postgres");
        archive = database("order_archive");
        redis = invariants.redis();
    }

    private Database database(String name) {
        var url = processes.databaseUrl(Service.ORDERS_COMMANDS).replace("/orders_commands", "/" + name);
        return new Database(url, "postgres", processes.administratorPassword());
    }

    @BeforeAll
    void letIn() {
        administrator.execute("CREATE DATABASE order_archive");
        var rules = Documents.read("guides.md")
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("user order-archive "))
                .findFirst()
                .orElseThrow()
                .replaceFirst("user ", "SETUSER ")
                .replaceFirst("#\\S+", ">archive");
        redis.ask(commands -> commands.dispatch(
                CommandType.ACL,
                new StatusOutput<>(StringCodec.UTF8),
                new CommandArgs<>(StringCodec.UTF8).addValues(rules.split(" "))));
        processes.restart(
                Service.ORDERS_COMMANDS,
                Map.of("MESSAGING_SUBSCRIBERS", "orders-queries,products-commands,order-archive"));
    }

    private static boolean hasTheLibraries(String python) {
        try {
            return new ProcessBuilder(python, "-c", "import psycopg, redis")
                            .redirectErrorStream(true)
                            .redirectOutput(LOG.toFile())
                            .start()
                            .onExit()
                            .join()
                            .exitValue()
                    == 0;
        } catch (IOException noPython) {
            return false;
        }
    }

    @AfterAll
    void takeOut() throws InterruptedException {
        kill();
        processes.restart(Service.ORDERS_COMMANDS);
        redis.ask(commands -> {
            commands.del(LIST, LIST.replace(":q", ":a"));
            return commands.aclDeluser("order-archive");
        });
        administrator.execute("DROP DATABASE IF EXISTS order_archive WITH (FORCE)");
    }

    @Test
    @Order(1)
    void theConsoleShowsItAndLeavesItAloneThoughItHasNotSaidWhereItStands() {
        try (var browser = Chromium.at(shop)) {
            browser.open("/console/#/map", 360, "light");
            browser.enter(processes.token("operator"));
            browser.waitFor("[data-key='" + NAME + "']", "does not say how far it is");
            browser.assertAccessible("console-foreign-map");
            browser.open("/console/#/subscription?name=" + NAME, 360, "light");
            browser.waitFor("#screen", "None of the services applies it");
            assertThat(browser.shows("#screen button")).isFalse();
            browser.assertAccessible("console-foreign");
            assertThat(processes.call("subscriptions")).containsPattern(NAME + " .* a program of your own");
            assertThat(browser.errors()).isEmpty();
        }
    }

    /** Skipped where the subscriber's libraries are missing. */
    @Test
    @Order(2)
    void appliesEveryEventOnceThoughItIsKilledAndItsListIsDamaged()
            throws IOException, InterruptedException, SQLException {
        python = Stream.of("python3", "/usr/bin/python3") // why two: Debian's libraries are for Debian's Python
                .filter(PythonSubscriberIT::hasTheLibraries)
                .findFirst()
                .orElse("");
        assumeFalse(python.isEmpty(), "the subscriber is not tested without python3-redis and python3-psycopg");
        buy();
        start();
        awaitCopies();

        var unapplied = killInATransaction();
        assertThat(unapplied).isNotEmpty().allSatisfy(PythonSubscriberIT::assertDescribed);
        start();
        awaitCopies();

        kill();
        buy();
        Eventually.eventually(LIMIT, this::entries, list -> list.size() > 3);
        redis.ask(commands -> {
            commands.lrem(LIST, 1, commands.lindex(LIST, 1));
            return commands.lpush(LIST, unapplied.reversed().toArray(String[]::new));
        });
        start();
        awaitCopies();
    }

    /** The moment after the subscriber has moved its offset, and before it commits. Returns the entries that it was at. */
    private List<String> killInATransaction() throws SQLException, InterruptedException {
        try (var connection = archive.connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("LOCK TABLE archived_order IN EXCLUSIVE MODE");
            buy();
            Eventually.eventually(
                    LIMIT,
                    () -> administrator.number("SELECT count(*) FROM pg_stat_activity"
                            + " WHERE datname = 'order_archive' AND wait_event_type = 'Lock'"),
                    waiting -> waiting > 0);
            kill();
            connection.rollback();
        }
        return entries();
    }

    private List<String> entries() {
        return redis.ask(commands -> commands.lrange(LIST, 0, -1));
    }

    private static void assertDescribed(String entry) {
        var envelope = Documents.JSON.readTree(entry.substring(entry.indexOf('|') + 1));
        assertThat(EventSchemas.complaints(envelope.path("type").asString(), envelope))
                .as(entry)
                .isEmpty();
    }

    private void buy() {
        var user = shop.createUser("archived-" + UniqueNames.unique());
        var product = shop.createProduct("Quipu " + UniqueNames.unique(), 2_500, 12);
        for (int order = 0; order < 10; order++) {
            var placed = shop.placeOrder(user, product, 2).id();
            if (order % 3 == 0) {
                shop.cancel(placed);
            }
        }
    }

    /** The same orders as in the views, each with as many events as the publisher's log has of it. */
    private void awaitCopies() {
        Eventually.eventually(LIMIT, () -> {
            var copies = archive.rows("SELECT %s FROM archived_order ORDER BY id".formatted(COPY));
            assertThat(copies)
                    .isNotEmpty()
                    .isEqualTo(views.rows("SELECT %s FROM order_view ORDER BY id".formatted(COPY)));
            assertThat(archive.rows("SELECT id, events FROM archived_order ORDER BY id"))
                    .isEqualTo(
                            publisher.rows(
                                    "SELECT aggregate_id, count(*) FROM messaging.event_log GROUP BY aggregate_id ORDER BY aggregate_id"));
        });
    }

    private void start() throws IOException {
        var builder = new ProcessBuilder(python, PROGRAM.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(LOG.toFile()));
        var uri = processes.redisUri().replaceFirst("//.*@", "//order-archive:archive@");
        builder.environment()
                .putAll(Map.of(
                        "REDIS_URL",
                        uri.startsWith("rediss") ? uri + "?ssl_ca_certs=" + processes.authority() : uri,
                        "PGHOST",
                        "127.0.0.1",
                        "PGPORT",
                        Integer.toString(processes.postgresPort()),
                        "PGDATABASE",
                        "order_archive",
                        "PGUSER",
                        "postgres",
                        "PGPASSWORD",
                        processes.administratorPassword(),
                        "PGSSLROOTCERT",
                        processes.authority().toString()));
        subscriber = builder.start();
    }

    private void kill() throws InterruptedException {
        if (subscriber != null) {
            subscriber.destroyForcibly().waitFor();
        }
    }
}
