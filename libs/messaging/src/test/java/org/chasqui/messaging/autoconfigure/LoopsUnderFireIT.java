package org.chasqui.messaging.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.actuate.LoopsHealthIndicator;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.platform.worker.WorkerLoops;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.TestServers;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Status;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** The loops in their own threads, as in production: two instances of one service. The only tests that wait. */
@Timeout(120)
class LoopsUnderFireIT {

    private static final TestDatabase DATABASE = TestServers.postgres().createDatabase();
    private static final RedisServer REDIS = TestServers.startRedis();
    private static final JdbcTemplate JDBC = new JdbcTemplate(DATABASE.dataSource());
    private static final List<ConfigurableApplicationContext> INSTANCES = new ArrayList<>();
    private static final AtomicLong PUBLISHED = new AtomicLong();

    @BeforeEach
    void startInstances() {
        while (INSTANCES.size() < 2) {
            INSTANCES.add(start("instance " + INSTANCES.size() + " from " + PUBLISHED));
        }
    }

    @AfterAll
    static void close() {
        INSTANCES.forEach(ConfigurableApplicationContext::close);
        REDIS.close();
    }

    @Test
    void everyEventTakesEffectOnceWhileRedisIsEmptiedAgainAndAgain() {
        var end = System.nanoTime() + Duration.ofSeconds(3).toNanos();
        var nextFlush = System.nanoTime();
        while (System.nanoTime() < end) {
            publish(5);
            if (System.nanoTime() > nextFlush) {
                REDIS.commands().flushall();
                nextFlush += Duration.ofMillis(200).toNanos();
            }
        }

        assertEverythingArrives();
    }

    @Test
    void theLoopsSurviveARedisThatIsKilledAndConnectionsThatAreCut() {
        publish(20);
        REDIS.kill();
        publish(20);
        for (var cut = 0; cut < 5; cut++) {
            JDBC.queryForList("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    + " WHERE datname = current_database() AND pid <> pg_backend_pid()");
            quietly(() -> publish(3));
        }
        REDIS.start();
        quietly(() -> publish(20));

        assertEverythingArrives();
    }

    @Test
    void anInstanceThatStopsInOrderHandsItsSubscriptionOverAtOnce() {
        publish(10);
        assertEverythingArrives();
        var owner = owner();
        var leaving = INSTANCES.stream()
                .filter(instance -> owner.equals(instance.getEnvironment().getProperty("messaging.instance")))
                .findFirst()
                .orElseThrow();
        INSTANCES.remove(leaving);

        leaving.close();
        publish(10);

        assertEverythingArrives();
        assertThat(owner()).isNotEqualTo(owner);
    }

    private static void publish(int events) {
        var context = INSTANCES.getFirst();
        context.getBean(TransactionTemplate.class).executeWithoutResult(status -> {
            for (var i = 0; i < events; i++) {
                context.getBean(EventLog.class)
                        .append(Event.of(
                                MessagingFixture.CHANGED,
                                "thing",
                                PUBLISHED.get() + i + 1,
                                1,
                                new SampleState("a thing")));
            }
        });
        PUBLISHED.addAndGet(events);
    }

    private static void assertEverythingArrives() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(40))
                .pollInterval(Duration.ofMillis(20))
                .untilAsserted(() -> assertThat(count("shelf")).isEqualTo(PUBLISHED.get()));
        // why not through an instance: its pool may still hold connections that the test has cut
        assertThat(count("messaging.dead_letter")).isZero();
        for (var instance : INSTANCES) {
            assertThat(instance.getBean(LoopsHealthIndicator.class).health().getStatus())
                    .isEqualTo(Status.UP);
            assertThat(instance.getBean(WorkerLoops.class).isRunning()).isTrue();
        }
    }

    private static long count(String table) {
        var count = JDBC.queryForObject("SELECT count(*) FROM " + table, Long.class);
        return count == null ? 0 : count;
    }

    private static String owner() {
        return String.valueOf(JDBC.queryForObject("SELECT owner FROM messaging.subscription", String.class));
    }

    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (RuntimeException e) {
            Thread.onSpinWait(); // the connection was cut: nothing was published
        }
    }

    private static ConfigurableApplicationContext start(String instance) {
        var arguments = new ArrayList<>(List.of(SampleMessagingService.PROPERTIES));
        arguments.addAll(List.of(
                "messaging.instance=" + instance,
                "messaging.retry.max-interval=500ms",
                "spring.datasource.url=" + DATABASE.url(),
                "spring.datasource.username=" + DATABASE.username(),
                "spring.datasource.password=" + DATABASE.password(),
                "spring.flyway.user=" + DATABASE.owner(),
                "spring.flyway.password=" + DATABASE.ownerPassword(),
                "spring.datasource.hikari.maximum-pool-size=6",
                "spring.datasource.hikari.connection-timeout=2000",
                "spring.data.redis.host=" + REDIS.host(),
                "spring.data.redis.port=" + REDIS.port(),
                "logging.level.root=off"));
        return new SpringApplicationBuilder(SampleMessagingService.class)
                .bannerMode(Banner.Mode.OFF)
                .web(WebApplicationType.NONE)
                .run(arguments.stream().map(argument -> "--" + argument).toArray(String[]::new));
    }
}
