package org.chasqui.messaging.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.actuate.CompactionEndpoint;
import org.chasqui.messaging.actuate.DeadLettersEndpoint;
import org.chasqui.messaging.actuate.DeadLettersEndpoint.Letter;
import org.chasqui.messaging.actuate.DeadLettersEndpoint.Outcome;
import org.chasqui.messaging.actuate.HistoryEndpoint;
import org.chasqui.messaging.actuate.LoopsHealthIndicator;
import org.chasqui.messaging.actuate.MessagingMetrics;
import org.chasqui.messaging.actuate.OperatorActions;
import org.chasqui.messaging.actuate.SubscriptionsEndpoint;
import org.chasqui.messaging.actuate.SubscriptionsEndpoint.Action;
import org.chasqui.messaging.actuate.SubscriptionsEndpoint.Queued;
import org.chasqui.messaging.actuate.SubscriptionsEndpoint.State;
import org.chasqui.messaging.books.Verification;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.platform.Author;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.platform.worker.WorkerLoops;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.ApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest(
        classes = SampleMessagingService.class,
        properties = {
            "spring.application.name=shelf",
            "messaging.stream=things",
            "messaging.subscribers=shelf,attic",
            "messaging.autostart=false",
            "messaging.retention.batch-size=3",
            "spring.data.redis.timeout=2s",
            "spring.flyway.locations=classpath:db/shelf",
            "management.endpoints.web.exposure.include=*"
        })
@UsesServers
class MessagingAutoConfigurationIT {

    @Autowired
    private ApplicationContext context;

    @Autowired
    private Publication publication;

    @Autowired
    private Consumers consumers;

    @Autowired
    private EventLog eventLog;

    @Autowired
    private TransactionTemplate transactions;

    @Autowired
    private JdbcTemplate jdbc;

    private JdbcTemplate owner;

    @Autowired
    private StringRedisTemplate template;

    @Autowired
    private RedisServer redis;

    @BeforeEach
    void empty(@Autowired TestDatabase database) {
        owner = new JdbcTemplate(database.dataSource());
        owner.execute("ALTER TABLE shelf DROP CONSTRAINT IF EXISTS refused");
        jdbc.execute(
                "TRUNCATE messaging.event_log, messaging.event_history, messaging.stream_head, messaging.subscription, messaging.dead_letter, messaging.replayed, messaging.operator_action, shelf");
        redis.commands().flushall();
        consumers
                .all()
                .forEach(QueueConsumer::stopped); // why: it would believe to hold a lease that is gone with its row
    }

    @Test
    void messagingHasASchemaAndAHistoryOfItsOwn() {
        assertThat(owner.queryForList("SELECT script FROM messaging.schema_history WHERE type = 'SQL'", String.class))
                .containsExactly(
                        "V1__event_log_and_subscriptions.sql",
                        "V3__retention.sql",
                        "V4__rebuilds_beside_what_serves.sql",
                        "V5__the_type_carries_the_schema.sql",
                        "V6__who_did_it.sql",
                        "V7__verified_books.sql",
                        "V8__operators.sql",
                        "V9__stacks_of_dead_letters.sql",
                        "V10__stopped_compaction.sql",
                        "V11__stopped_rebuilds.sql",
                        "V13__numbering_in_one_call.sql",
                        "V14__forgetting.sql",
                        "V15__repairs_paces_and_subjects.sql",
                        "V16__cheaper_events.sql",
                        "V17__numbering_in_the_events_transaction.sql",
                        "V18__examinations_asked_for_again.sql");
        assertThat(owner.queryForList(
                        "SELECT script FROM public.flyway_schema_history WHERE type = 'SQL'", String.class))
                .containsExactly("V1__shelf.sql");
    }

    @Test
    void anEventGoesAllTheWay() {
        publish(1);

        turn();

        assertThat(jdbc.queryForList("SELECT id FROM shelf", Long.class)).containsExactly(1L);
    }

    @Test
    void nothingTurnsByItselfWhereTheTestTurns() {
        var loops = context.getBean(WorkerLoops.class);

        assertThat(loops.isRunning()).isFalse();
        assertThat(loops.loops())
                .extracting(loop -> loop.name())
                .containsExactlyInAnyOrder(
                        "sequencer things",
                        "relay things.0.shelf",
                        "relay things.0.attic",
                        "consumer things.0.shelf",
                        "redrive things.0.shelf",
                        "compaction things",
                        "forgetting things",
                        "answers things",
                        "verification",
                        "dead letter cleanup");
        assertThat(context.getBean(FaultPoint.class)).isSameAs(FaultPoint.NONE);
        assertThat(consumers.find("things")).isPresent().isEqualTo(consumers.find("things.0.shelf"));
        assertThat(consumers.find("others")).isEmpty();
    }

    @Test
    void livenessIsTheLoops() {
        assertThat(context.getBean(LoopsHealthIndicator.class).health().getStatus())
                .isEqualTo(Status.UP);
        assertThat(context.getBeanNamesForType(LoopsHealthIndicator.class)).containsExactly("loopsHealthIndicator");
    }

    @Test
    void whatToWatchIsMeasured() {
        MeterRegistry registry = new SimpleMeterRegistry();
        context.getBean(MessagingMetrics.class).bindTo(registry);
        publish(1);
        turn();

        assertThat(registry.getMeters().stream()
                        .map(meter -> meter.getId().getName())
                        .distinct())
                .containsExactlyInAnyOrder(
                        "messaging.unsequenced.age",
                        "messaging.compacted",
                        "messaging.forgetting.age",
                        "messaging.lag",
                        "messaging.lag.seconds",
                        "messaging.diverged",
                        "messaging.applied",
                        "messaging.apply",
                        "messaging.paused",
                        "messaging.resyncs",
                        "messaging.deadletters",
                        "messaging.book.differences",
                        "messaging.book.age",
                        "messaging.waiting",
                        "messaging.rebuild.remaining",
                        "messaging.queue.length",
                        "messaging.loop.age");
        assertThat(registry.get("messaging.lag")
                        .tag("subscription", "things.0.shelf")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("messaging.lag")
                        .tag("subscription", "things.0.attic")
                        .gauge()
                        .value())
                .isNaN();
        assertThat(registry.get("messaging.applied").functionCounter().count()).isPositive();
        assertThat(registry.get("messaging.deadletters").gauge().value()).isZero();
        assertThat(registry.get("messaging.apply").timer().count()).isOne();
        assertThat(registry.get("messaging.apply").timer().totalTime(TimeUnit.MILLISECONDS))
                .isPositive();
        assertThat(registry.get("messaging.paused").gauge().value()).isZero();
        consumers.all().getFirst().control().pause("olga");
        publish(2);
        MessagingFixture.turn(publication);
        assertThat(registry.get("messaging.paused").gauge().value()).isOne();
        assertThat(registry.get("messaging.lag.seconds")
                        .tag("subscription", "things.0.shelf")
                        .gauge()
                        .value())
                .isBetween(0.0, 60.0)
                .isNotZero();
    }

    @Test
    void anOperatorSeesHowFarEveryoneIsAndRebuilds() {
        publish(1);
        turn();
        var endpoint = context.getBean(SubscriptionsEndpoint.class);
        var instance = consumers.all().getFirst().control().instance();

        assertThat(endpoint.overview().consumed())
                .containsExactly(new SubscriptionsEndpoint.Consumed(
                        "things.0.shelf", State.IDLE, instance, null, 1, 0L, 0, null, null));
        assertThat(endpoint.overview().published())
                .containsExactly(
                        new SubscriptionsEndpoint.Published("things.0.shelf", 1, 1L, false, 0L, 0.0),
                        new SubscriptionsEndpoint.Published("things.0.attic", 1, null, false, null, null));

        assertThat(endpoint.act("nobody", null).getStatus()).isEqualTo(404);
        assertThat(endpoint.act("things", null).getStatus()).isEqualTo(200);
        assertThat(endpoint.overview().consumed())
                .extracting(SubscriptionsEndpoint.Consumed::rebuild)
                .containsExactly(new SubscriptionsEndpoint.Rebuild(null, null, 0, null));
        assertThat(jdbc.queryForList("SELECT id FROM shelf", Long.class)).containsExactly(1L);
        turn();
        assertThat(endpoint.overview().consumed())
                .extracting(SubscriptionsEndpoint.Consumed::rebuild)
                .containsExactly(new SubscriptionsEndpoint.Rebuild(1L, 0L, 100, 0L));
        turn();
        assertThat(endpoint.overview().consumed())
                .extracting(SubscriptionsEndpoint.Consumed::rebuild)
                .containsOnlyNulls();
        assertThat(jdbc.queryForList("SELECT id FROM shelf", Long.class)).containsExactly(1L);
    }

    @Test
    void anOperatorStopsARebuildAndWhatItLeavesIsRepaired() {
        publish(1);
        publish(2);
        turn();
        jdbc.update("DELETE FROM shelf WHERE id = 2");
        var endpoint = context.getBean(SubscriptionsEndpoint.class);
        var verification = context.getBean(Verification.class);
        assertThat(endpoint.act("things", Action.STOP_REBUILD).getStatus()).isEqualTo(409);
        endpoint.act("things", Action.REBUILD);
        jdbc.update("""
                UPDATE messaging.subscription
                SET position = 1, target = 4, rebuild_begun_at = now() - interval '10 s', lease_until = now() + interval '1 minute'
                """);
        assertThat(endpoint.overview().consumed()).singleElement().satisfies(consumed -> {
            var rebuild = Objects.requireNonNull(consumed.rebuild());
            assertThat(rebuild.percent()).isEqualTo(25);
            assertThat(rebuild.secondsLeft()).isBetween(30L, 60L);
        });

        assertThat(endpoint.act("things", Action.STOP_REBUILD).getStatus()).isEqualTo(200);

        assertThat(endpoint.overview().consumed()).singleElement().satisfies(consumed -> {
            assertThat(consumed.position()).isEqualTo(2);
            assertThat(consumed.rebuild()).isNull();
        });
        assertThat(verification.results())
                .filteredOn(Verification.Result::pending)
                .extracting(Verification.Result::name)
                .containsExactly("shelf");
        assertThat(jdbc.queryForObject("SELECT repair FROM messaging.verification WHERE name = 'shelf'", Boolean.class))
                .isTrue();
        assertThat(actions())
                .extracting(OperatorActions.Action::action, OperatorActions.Action::result)
                .containsExactly(
                        tuple("stop rebuild", "done"),
                        tuple("rebuild", "done"),
                        tuple("stop rebuild", "no rebuild was under way that can be stopped"));
    }

    @Test
    void aRebuildGoesOnIfTheRepairAfterItCannotBeAskedFor() {
        var endpoint = context.getBean(SubscriptionsEndpoint.class);
        turn();
        endpoint.act("things", Action.REBUILD);
        owner.execute("ALTER TABLE messaging.verification ADD CONSTRAINT refused CHECK (NOT repair) NOT VALID");
        try {
            assertThatThrownBy(() -> endpoint.act("things", Action.STOP_REBUILD))
                    .isInstanceOf(DataAccessException.class);
        } finally {
            owner.execute("ALTER TABLE messaging.verification DROP CONSTRAINT refused");
        }

        assertThat(consumers.all().getFirst().state().isRebuilding()).isTrue();
    }

    @Test
    void anOperatorLooksAtAListAndTakesNothing() {
        turn();
        publish(1);
        publish(2);
        MessagingFixture.turn(publication);
        var list = QueueName.of("things", "shelf").list();
        template.opsForList().rightPush(list, "by hand");
        var endpoint = context.getBean(SubscriptionsEndpoint.class);

        var all = Objects.requireNonNull(endpoint.look("things", null).getBody());
        assertThat(all.name()).isEqualTo("things.0.shelf");
        assertThat(all.count()).isEqualTo(3);
        assertThat(all.messages()).extracting(Queued::position).containsExactly(1L, 2L, null);
        assertThat(all.messages().getFirst().envelope()).contains("\"subject\":\"thing/1\"");
        assertThat(all.messages().getLast().envelope()).isEqualTo("\"by hand\"");
        assertThat(Objects.requireNonNull(endpoint.look("things.0.shelf", 1).getBody())
                        .messages())
                .hasSize(1);
        assertThat(endpoint.look("none", 1).getStatus()).isEqualTo(404);
        assertThat(template.opsForList().size(list)).isEqualTo(3);
    }

    @Test
    void anOperatorSeesWhatAServiceHasOfAnAggregate() {
        var endpoint = context.getBean(HistoryEndpoint.class);
        publish(1);
        publish(2);
        assertThat(endpoint.of("thing", 1).events())
                .extracting(HistoryEndpoint.LoggedEvent::position, HistoryEndpoint.LoggedEvent::numberedAt)
                .containsExactly(tuple(null, null));

        owner.execute("ALTER TABLE shelf ADD CONSTRAINT refused CHECK (id > 1) NOT VALID");
        turnThroughFailures();

        var history = endpoint.of("thing", 1);
        assertThat(history.events()).singleElement().satisfies(event -> {
            assertThat(event.type()).isEqualTo(MessagingFixture.CHANGED);
            assertThat(event.version()).isOne();
            assertThat(event.position()).isOne();
            assertThat(event.numberedAt()).isAfter(event.time()).isBefore(Instant.now());
            assertThat(event.pushes())
                    .extracting(HistoryEndpoint.Push::subscription)
                    .containsExactly("things.0.shelf", "things.0.attic");
            assertThat(event.pushes().getFirst().pushedAt())
                    .isAfter(event.numberedAt())
                    .isBefore(Instant.now());
            assertThat(event.pushes().getLast().pushedAt())
                    .as("the attic has not said where it stands")
                    .isNull();
        });
        assertThat(history.deadLetters())
                .extracting(HistoryEndpoint.Letter::subscription)
                .containsExactly("things.0.shelf");
        assertThat(history.copies()).isEmpty();
        assertThat(history.applied()) // of other tests
                .extracting(HistoryEndpoint.Applied::eventId)
                .doesNotContain(history.events().getFirst().eventId());
        var other = endpoint.of("thing", 2);
        assertThat(other.applied().getLast()).satisfies(applied -> {
            assertThat(applied.subscription()).isEqualTo("things.0.shelf");
            assertThat(applied.eventId()).isEqualTo(other.events().getFirst().eventId());
            assertThat(applied.position()).isEqualTo(2);
            assertThat(applied.appliedAt())
                    .isAfter(other.events().getFirst().pushes().getFirst().pushedAt())
                    .isBefore(Instant.now());
        });
        assertThat(endpoint.of("thing", 2).deadLetters()).isEmpty();
        assertThat(endpoint.of("thing", 2).copies()).singleElement().satisfies(copy -> {
            assertThat(copy.table()).isEqualTo("shelf");
            assertThat(copy.version()).isOne();
            assertThat(copy.writtenAt()).isAfter(history.events().getFirst().time());
        });
        assertThat(endpoint.of("other", 1))
                .isEqualTo(new HistoryEndpoint.History(null, List.of(), List.of(), List.of(), List.of()));
    }

    /** Its release was rolled back, or it came by mistake. */
    @Test
    void anOperatorSetsAsideTheEventThatIsWaitedForAndNoOther() {
        transactions.executeWithoutResult(status -> {
            eventLog.append(Event.of("thing.praised.v1", "thing", 1, 1, new SampleState("praised")));
            eventLog.append(Event.of("thing.praised.v1", "thing", 2, 1, new SampleState("praised")));
            eventLog.append(Event.of(MessagingFixture.CHANGED, "thing", 3, 1, new SampleState("a thing")));
        });
        turn();
        var endpoint = context.getBean(SubscriptionsEndpoint.class);
        var ids = jdbc.queryForList("SELECT event_id::text FROM messaging.event_log ORDER BY position", String.class);

        assertThat(endpoint.setAside("nobody", ids.getFirst()).getStatus()).isEqualTo(404);
        assertThat(endpoint.setAside("things", ids.get(1)).getStatus()).isEqualTo(409);
        assertThat(endpoint.setAside("things", ids.getFirst()).getStatus()).isEqualTo(204);
        assertThat(endpoint.setAside("things", ids.getFirst()).getStatus()).isEqualTo(409);
        turn();
        assertThat(consumers.find("things").orElseThrow().waitingFor()).isEqualTo("2:" + ids.get(1));
        assertThat(endpoint.setAside("things", ids.get(1)).getStatus()).isEqualTo(204);
        turn();

        assertThat(endpoint.setAside("things", ids.getLast()).getStatus()).isEqualTo(409);
        assertThat(jdbc.queryForList("SELECT id FROM shelf", Long.class)).containsExactly(3L);
        assertThat(letters(null, "thing.praised.v1", null, null))
                .extracting(Letter::eventId)
                .containsExactly(ids.getFirst(), ids.get(1));

        endpoint.act("things", Action.REBUILD);
        turn();
        turn();
        assertThat(endpoint.overview().consumed()).singleElement().satisfies(consumed -> {
            assertThat(consumed.position()).as("the rebuild passes them, too").isEqualTo(3);
            assertThat(consumed.deadLetters()).isEqualTo(2);
            assertThat(consumed.rebuild()).isNull();
        });
    }

    @Test
    void anOperatorSeesReplaysAndGivesUpDeadLetters() {
        publish(1);
        publish(2);
        owner.execute("ALTER TABLE shelf ADD CONSTRAINT refused CHECK (id > 5) NOT VALID");
        turnThroughFailures();
        var endpoint = context.getBean(DeadLettersEndpoint.class);
        var letters = letters(null, null, null, null);
        assertThat(openLetters()).isEqualTo(2);
        assertThat(letters).extracting(letter -> letter.position()).containsExactly(1L, 2L);

        assertThat(letters).allSatisfy(letter -> assertThat(letter.stack()).contains("Caused by: org.postgresql."));
        jdbc.update("UPDATE messaging.dead_letter SET stack = NULL"); // as of the release before
        assertThat(endpoint.replay(letters.getFirst().eventId()).getStatus()).isEqualTo(422);
        assertThat(letters(null, null, null, 1).getFirst().stack()).contains("DeadLettersEndpoint");
        owner.execute("ALTER TABLE shelf DROP CONSTRAINT refused");
        assertThat(endpoint.replay(letters.getFirst().eventId()).getStatus()).isEqualTo(204);
        assertThat(endpoint.replay(letters.getFirst().eventId()).getStatus()).isEqualTo(404);
        assertThat(endpoint.discard(letters.getLast().eventId()).getStatus()).isEqualTo(204);
        assertThat(endpoint.discard(UUID.randomUUID().toString()).getStatus()).isEqualTo(404);

        assertThat(openLetters()).isZero();
        assertThat(jdbc.queryForList("SELECT id FROM shelf", Long.class)).containsExactly(1L);
        assertThat(actions())
                .extracting(OperatorActions.Action::action, OperatorActions.Action::result)
                .containsExactly(tuple("discard", "done"), tuple("replay", "done"), tuple("replay", "failed again"));
    }

    @Test
    void anOperatorSeesWhatADeadLetterIsAboutAndFindsThoseThatMatch() {
        publish(1);
        publish(2);
        transactions.executeWithoutResult(status ->
                eventLog.append(Event.of("thing.praised.v1", "thing", 3, 1, new SampleState("thing.changed.v1"))));
        owner.execute("ALTER TABLE shelf ADD CONSTRAINT refused CHECK (id > 5) NOT VALID");
        turnThroughFailures();
        var waitsFor =
                jdbc.queryForObject("SELECT event_id::text FROM messaging.event_log WHERE position = 3", String.class);
        turn();
        context.getBean(SubscriptionsEndpoint.class).setAside("things", waitsFor);

        assertThat(letters("things", MessagingFixture.CHANGED, null, 1))
                .singleElement()
                .satisfies(letter -> {
                    assertThat(letter.subscription()).isEqualTo("things.0.shelf");
                    assertThat(letter.type()).isEqualTo("thing.changed.v1");
                    assertThat(letter.source()).isEqualTo("urn:chasqui:things");
                    assertThat(letter.subject()).isEqualTo("thing/1");
                    assertThat(letter.time()).startsWith("20");
                    assertThat(letter.error()).contains("refused");
                    assertThat(letter.attempts()).isEqualTo(5);
                    assertThat(letter.envelope())
                            .startsWith("{\"specversion\":\"1.0\"")
                            .contains("\"data\":{");
                });
        assertThat(letters(null, null, null, null)).hasSize(3);
        assertThat(letters("things.0.shelf", "thing.changed.v1", "refused", null))
                .hasSize(2);
        assertThat(letters(null, null, "set aside", null))
                .extracting(Letter::eventId)
                .containsExactly(waitsFor);
        assertThat(letters(null, null, "100% \u0000 wrong", null)).isEmpty();
        assertThat(letters("others", null, null, null)).isEmpty();
    }

    @Test
    void anOperatorReplaysOrGivesUpAllThatMatch() {
        publish(1);
        publish(2);
        publish(9);
        owner.execute("ALTER TABLE shelf ADD CONSTRAINT refused CHECK (id > 5) NOT VALID");
        turnThroughFailures();
        turn();
        var endpoint = context.getBean(DeadLettersEndpoint.class);

        assertThat(endpoint.actOnAll(DeadLettersEndpoint.Action.DISCARD, "others", null, null)
                        .getStatus())
                .isEqualTo(404);
        assertThat(endpoint.actOnAll(DeadLettersEndpoint.Action.DISCARD, "things", null, "no such error")
                        .getBody())
                .isEqualTo(new Outcome(0, 0, 0));
        assertThat(endpoint.actOnAll(DeadLettersEndpoint.Action.REPLAY, null, null, "refused")
                        .getBody())
                .isEqualTo(new Outcome(2, 0, 0));
        owner.execute("ALTER TABLE shelf DROP CONSTRAINT refused");
        assertThat(endpoint.actOnAll(DeadLettersEndpoint.Action.REPLAY, null, "thing.changed.v1", null)
                        .getBody())
                .isEqualTo(new Outcome(2, 2, 0));

        assertThat(openLetters()).isZero();
        assertThat(jdbc.queryForList("SELECT id FROM shelf ORDER BY id", Long.class))
                .containsExactly(1L, 2L, 9L);
        assertThat(actions().getFirst().subject()).isEqualTo("all with subscription= type=thing.changed.v1 error=");
        assertThat(actions())
                .extracting(OperatorActions.Action::result)
                .containsExactly(
                        "2 of 2 done, 0 failed, 0 left",
                        "0 of 2 done, 2 failed, 0 left",
                        "0 of 0 done, 0 failed, 0 left");
    }

    @Test
    void anOperatorStopsCompactionWatchesItAndStartsItAtOnce() {
        for (var version = 1; version <= 9; version++) {
            publish(1, version);
        }
        publication.sequencer().runOnce();
        jdbc.update("UPDATE messaging.event_log SET created_at = now() - interval '8 days' WHERE position < 9");
        var endpoint = context.getBean(CompactionEndpoint.class);

        assertThat(endpoint.act(CompactionEndpoint.Action.STOP).stopped()).isNotNull();
        publication.compactor().callNow();
        assertThat(publication.compactor().runOnce()).isEqualTo(Pass.IDLE);
        assertThat(endpoint.overview().remaining()).isEqualTo(6);
        assertThat(endpoint.overview().secondsLeft()).isNull();

        endpoint.act(CompactionEndpoint.Action.START);
        assertThat(publication.compactor().runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(endpoint.overview().percent()).isEqualTo(50);
        assertThat(endpoint.overview().secondsLeft())
                .as("one batch tells no pace")
                .isNull();
        assertThat(publication.compactor().runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(publication.compactor().runOnce()).isEqualTo(Pass.IDLE);

        assertThat(endpoint.overview())
                .isEqualTo(new CompactionEndpoint.Overview(
                        "things", 9, 6, 0, 100, 0L, publication.compaction().removed(), null));
        assertThat(actions())
                .extracting(OperatorActions.Action::action)
                .containsExactly("start compaction", "stop compaction");
    }

    @Test
    void anOperatorPausesAndResumesAndEachActIsOnRecord() {
        var endpoint = context.getBean(SubscriptionsEndpoint.class);
        Author.during(Optional.of(new Author("user", "olga")), () -> endpoint.act("things", Action.PAUSE));
        publish(1);
        turn();

        assertThat(endpoint.overview().consumed()).singleElement().satisfies(consumed -> {
            assertThat(consumed.state()).isEqualTo(State.PAUSED);
            assertThat(consumed.owner()).isNull();
            assertThat(consumed.queued()).isEqualTo(1);
            assertThat(consumed.paused())
                    .satisfies(paused -> assertThat(paused.by()).isEqualTo("olga"));
        });
        assertThat(endpoint.overview().published().getFirst().lagEvents()).isEqualTo(1);
        assertThat(endpoint.overview().published().getFirst().lagSeconds()).isPositive();

        var resumed = endpoint.act("things", Action.RESUME).getBody();
        assertThat(resumed.state()).isEqualTo(State.STOPPED);
        turn();
        assertThat(endpoint.overview().consumed().getFirst().state()).isEqualTo(State.IDLE);
        jdbc.update("UPDATE messaging.subscription SET owner = 'elsewhere'");
        assertThat(endpoint.overview().consumed().getFirst().state()).isEqualTo(State.STANDBY);

        assertThat(actions())
                .extracting(OperatorActions.Action::by, OperatorActions.Action::action, OperatorActions.Action::subject)
                .containsExactly(tuple("-", "resume", "things.0.shelf"), tuple("olga", "pause", "things.0.shelf"));
        assertThat(actions()).extracting(OperatorActions.Action::result).containsOnly("done");
    }

    /** Somebody else holds the row, for longer than a statement waits. */
    @Test
    @Timeout(60)
    void anActThatFailsIsOnRecordToo() {
        var endpoint = context.getBean(SubscriptionsEndpoint.class);
        turn();
        new TransactionTemplate(new DataSourceTransactionManager(owner.getDataSource()))
                .executeWithoutResult(status -> {
                    owner.queryForList("SELECT name FROM messaging.subscription FOR UPDATE");
                    assertThatThrownBy(() -> endpoint.act("things", Action.PAUSE))
                            .isInstanceOf(DataAccessException.class);
                });

        assertThat(actions())
                .singleElement()
                .satisfies(action -> assertThat(action.result()).startsWith("failed: org.springframework."));
        assertThat(endpoint.overview().consumed().getFirst().paused()).isNull();
    }

    private List<Letter> letters(
            @Nullable String subscription, @Nullable String type, @Nullable String error, @Nullable Integer limit) {
        return context.getBean(DeadLettersEndpoint.class)
                .open(subscription, type, error, limit)
                .letters();
    }

    private long openLetters() {
        return context.getBean(DeadLettersEndpoint.class)
                .open(null, null, null, null)
                .open();
    }

    private List<OperatorActions.Action> actions() {
        return context.getBean(OperatorActions.class).actions().actions();
    }

    /** Only a command that is under way when the connection ends waits, for as long as a command may take. */
    @Test
    void aCommandIsRefusedAtOnceWhileThereIsNoConnectionAndNeverSentLater() {
        template.opsForValue().set("before", "1");
        redis.kill();
        try {
            assertThatThrownBy(this::count).isInstanceOf(DataAccessException.class);
            for (var attempt = 0; attempt < 3; attempt++) {
                assertThatThrownBy(this::count)
                        .isInstanceOf(DataAccessException.class)
                        .hasRootCauseMessage("Currently not connected. Commands are rejected.");
            }
        } finally {
            redis.start();
            awaitConnections();
        }
        assertThat(template.opsForValue().get("times")).isNull();
    }

    /** Without an answer and without an end of the connection, the time limit of a command ends it. */
    @Test
    @Timeout(60)
    void aRedisThatHangsIsNotWaitedForLongerThanACommandMayTake() {
        turn();
        redis.freeze();
        try {
            assertThatThrownBy(() -> consumers.all().forEach(QueueConsumer::runOnce))
                    .hasMessageContaining("things.0.shelf")
                    .hasStackTraceContaining("Command timed out after 2 second(s)");
            assertThat(context.getBean(SubscriptionsEndpoint.class)
                            .look("things", 1)
                            .getStatus())
                    .isEqualTo(503);
        } finally {
            redis.resume();
            awaitConnections();
        }
        assertThat(consumers.all().getFirst().queued()).isZero();
    }

    private void count() {
        template.opsForValue().increment("times");
    }

    /** Each is opened again by itself, some time after Redis is back. */
    private void awaitConnections() {
        Awaitility.await().atMost(Duration.ofSeconds(60)).ignoreExceptions().untilAsserted(this::turn);
    }

    private void publish(long id) {
        publish(id, 1);
    }

    private void publish(long id, long version) {
        transactions.executeWithoutResult(status -> eventLog.append(
                List.of(Event.of(MessagingFixture.CHANGED, "thing", id, version, new SampleState("a thing")))));
    }

    private void turn() {
        for (var turn = 0; turn < 6; turn++) {
            MessagingFixture.turn(publication);
            consumers.all().forEach(QueueConsumer::runOnce);
        }
    }

    private void turnThroughFailures() {
        var letters = consumers.all().getFirst().deadLetters();
        for (var turn = 0; turn < 60 && letters.count() < 2; turn++) {
            try {
                turn();
            } catch (RuntimeException e) {
                assertThat(e).hasMessageContaining("refused");
            }
        }
    }
}
