package org.chasqui.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataAccessException;

@Timeout(60)
class SequencerIT {

    private static final MessagingFixture fixture = MessagingFixture.open();

    @BeforeEach
    void empty() {
        fixture.reset();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void positionsAreOneTwoThreeInTheOrderOfTheLog() {
        fixture.publishFirst(11, 14);
        assertThat(sequencer(3, FaultPoint.NONE).runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(sequencer(3, FaultPoint.NONE).runOnce()).isEqualTo(Pass.IDLE);
        fixture.publishFirst(15, 15);
        sequencer(3, FaultPoint.NONE).runOnce();

        assertThat(positions()).containsExactly(11L, 12L, 13L, 14L, 15L);
        assertThat(fixture.database().number("SELECT position FROM messaging.stream_head"))
                .isEqualTo(5);
    }

    /**
     * A sequencer that waits for the lock must read the log after it has it: the holder before may have numbered the events that it saw.
     * In one statement he would look before he waits, and give the same events a second position.
     */
    @Test
    void whatAnotherHasNumberedWhileItWaitedIsNotNumberedAgain() throws Exception {
        fixture.publishFirst(1, 1);
        sequencer(100, FaultPoint.NONE).runOnce();
        fixture.publishFirst(2, 4);
        CompletableFuture<Pass> waiting;
        try (var connection = fixture.database().pool().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT position FROM messaging.stream_head FOR UPDATE");
            waiting = CompletableFuture.supplyAsync(SequencerIT::runPatiently);
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(SequencerIT::someoneWaitsForALock);
            statement.execute("UPDATE messaging.event_log SET position = seq WHERE position IS NULL");
            statement.execute("UPDATE messaging.stream_head SET position = 4");
            connection.commit();
        }
        waiting.get(10, TimeUnit.SECONDS);

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(fixture.database().number("SELECT position FROM messaging.stream_head"))
                .isEqualTo(4);
    }

    @Test
    void aLongTransactionDelaysOnlyItsOwnEvent() {
        fixture.database().transactions().executeWithoutResult(status -> {
            fixture.log().append(Event.of(MessagingFixture.CHANGED, "thing", 1, 1, new SampleState("slow")));
            fixture.database().apart(() -> {
                fixture.publishFirst(2, 3);
                sequencer(100, FaultPoint.NONE).runOnce();
                assertThat(positions()).containsExactly(2L, 3L);
            });
        });
        sequencer(100, FaultPoint.NONE).runOnce();

        assertThat(positions()).containsExactly(2L, 3L, 1L);
    }

    /** The index keeps entries of numbered events for as long as a transaction may still see them as unnumbered. */
    @Test
    void aSnapshotThatIsHeldOpenDoesNotMakeItLookAtAllEventsSince() throws Exception {
        try (var connection = fixture.database().pool().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            statement.execute("SELECT count(*) FROM messaging.event_log");

            publishAndNumber(1, 3_000);
            publishAndNumber(3_001, 6_000);
            publishAndNumber(6_001, 9_000);

            assertThat(settled()).isEqualTo(3_000);
            connection.rollback();
        }
    }

    @Test
    void settlesAlsoWhileThereIsMoreThanABatch() {
        fixture.publishFirst(1, 5_500);
        for (var batch = 1; batch <= 5; batch++) {
            assertThat(sequencer(1_000, FaultPoint.NONE).runOnce()).isEqualTo(Pass.PROGRESSED);
        }

        assertThat(settled()).isBetween(1_000L, 5_000L);
    }

    /** A batch before the candidate: what comes after it is not yet numbered. */
    @Test
    void doesNotSettleBeyondABatchThatEndsBeforeTheCandidate() {
        fixture.database().transactions().executeWithoutResult(status -> {
            fixture.publishFirst(10_001, 10_300);
            fixture.database().apart(() -> {
                publishAndNumber(1, 3_000);
                publishAndNumber(3_001, 6_000);
            });
        });
        while (sequencer(100, FaultPoint.NONE).runOnce() == Pass.PROGRESSED) {}

        assertThat(positions()).hasSize(6_300).contains(10_001L, 10_300L);
    }

    @Test
    void anEventThatIsCommittedLateIsNumberedHoweverManyCameBefore() {
        fixture.database().transactions().executeWithoutResult(status -> {
            fixture.log().append(Event.of(MessagingFixture.CHANGED, "thing", 99_999, 1, new SampleState("slow")));
            fixture.database().apart(() -> {
                publishAndNumber(1, 3_000);
                publishAndNumber(3_001, 6_000);
                publishAndNumber(6_001, 9_000);
            });
        });
        publishAndNumber(9_001, 9_001);

        assertThat(positions()).hasSize(9_002).contains(99_999L);
        publishAndNumber(9_002, 12_000);
        publishAndNumber(12_001, 15_000);
        assertThat(settled()).isGreaterThan(3_000);
    }

    /** A transaction that has drawn its seq and has not written yet must count as one that is under way. */
    @Test
    void anEventThatWasHeldUpBetweenItsSeqAndItsRowIsNumbered() throws Exception {
        // why: the first seq of all goes to the disk, and that alone gives its transaction an id
        publishAndNumber(20_000, 20_000);
        CompletableFuture<Integer> slow;
        try (var connection = fixture.database().pool().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
            slow = CompletableFuture.supplyAsync(
                    () -> fixture.database().transactions().execute(status -> {
                        fixture.database().jdbc().execute("SET LOCAL lock_timeout = '30s'");
                        return fixture.database().jdbc().update("""
                                INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id,
                                    aggregate_version, payload)
                                VALUES (gen_random_uuid(), 'thing.changed.v1', 'thing', 99999, 1,
                                    jsonb_build_object('waited', pg_advisory_xact_lock(1)::text))
                                """);
                    }));
            Awaitility.await().atMost(Duration.ofSeconds(10)).until(SequencerIT::someoneWaitsForALock);
            publishAndNumber(1, 3_000);
            publishAndNumber(3_001, 6_000);
            publishAndNumber(6_001, 9_000);
            statement.execute("SELECT pg_advisory_unlock(1)");
        }
        slow.get(10, TimeUnit.SECONDS);
        publishAndNumber(9_001, 9_001);

        assertThat(positions()).hasSize(9_003).contains(99_999L);
    }

    /** Transaction ids begin again on another server: what was noted on the old one says nothing there. */
    @Test
    void aCandidateOfAnotherServerIsReplaced() {
        publishAndNumber(1, 3_000);
        fixture.database()
                .observer()
                .update("UPDATE messaging.stream_head SET candidate_seq = 100, candidate_xid = '9000000000000'");

        publishAndNumber(3_001, 6_000);
        assertThat(settled()).isZero();
        publishAndNumber(6_001, 9_000);
        assertThat(settled()).isEqualTo(3_000);
    }

    @Test
    void aCrashAfterTheNumberingLeavesNoGap() {
        fixture.publishFirst(1, 3);
        assertThatThrownBy(() -> sequencer(100, reached -> {
                            throw new IllegalStateException("crash");
                        })
                        .runOnce())
                .hasMessage("crash");
        fixture.publishFirst(4, 4);

        sequencer(100, FaultPoint.NONE).runOnce();

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void aNumberingThatIsRolledBackLeavesNoGap() {
        fixture.publishFirst(1, 3);
        fixture.database().transactions().executeWithoutResult(status -> {
            sequencer(2, FaultPoint.NONE).runOnce();
            assertThat(fixture.database().jdbc().queryForList("SELECT position FROM messaging.event_log", Long.class))
                    .contains(1L, 2L);
            status.setRollbackOnly();
        });
        assertThat(positions()).isEmpty();

        sequencer(100, FaultPoint.NONE).runOnce();

        assertThat(positions()).containsExactly(1L, 2L, 3L);
        assertThat(fixture.database().number("SELECT position FROM messaging.stream_head"))
                .isEqualTo(3);
    }

    /** A service that stood still in between may remember what the log no longer says. */
    @Test
    void remembersNoLongerWhatWasNumberedLongAfterItHadBegun() {
        var recent = new RecentEvents(
                () -> Duration.ofSeconds(2).multipliedBy(positions().size()).toNanos());
        fixture.publishFirst(1, 1);
        sequencer(100, recent, FaultPoint.NONE).runOnce();
        fixture.publishFirst(2, 2);
        sequencer(100, recent, FaultPoint.NONE).runOnce();

        assertThat(recent.after(fixture.offset(1), 200)).isEmpty();
    }

    @Test
    void aTransactionNumbersItsEventsAsItsLastStatement() {
        var recent = new RecentEvents(System::nanoTime);
        var sequencer = sequencer(100, recent, FaultPoint.NONE);
        fixture.publishFirst(1, 1);
        sequencer.runOnce();

        append(log(sequencer), 2, 3);

        assertThat(positions()).containsExactly(1L, 2L, 3L);
        assertThat(recent.after(fixture.offset(1), 200))
                .hasValueSatisfying(following -> assertThat(following)
                        .extracting(event -> event.offset().position())
                        .containsExactly(2L, 3L));
    }

    @Test
    void aTransactionNumbersWhatOthersHaveLeftInTheOrderOfTheLog() {
        var sequencer = idleSequencer(100);
        fixture.publishFirst(2, 3);

        append(log(sequencer), 4, 4);

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L);
    }

    /** What the transaction has locked is wanted by others, and whoever numbers may stand still. */
    @Test
    void aTransactionDoesNotWaitForItsTurnToNumber() throws Exception {
        var sequencer = idleSequencer(100);
        try (var connection = fixture.database().pool().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT position FROM messaging.stream_head FOR UPDATE");

            append(log(sequencer), 2, 2);
            assertThat(fixture.database().number("SELECT count(*) FROM messaging.event_log"))
                    .isEqualTo(2);
            assertThat(positions()).containsExactly(1L);
            connection.rollback();
        }
        sequencer.awaitWork();
        sequencer.runOnce();

        assertThat(positions()).containsExactly(1L, 2L);
    }

    @Test
    void aTransactionWithMoreThanABatchLeavesTheRestToTheSequencer() throws Exception {
        var sequencer = idleSequencer(3);

        append(log(sequencer), 2, 6);
        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L);
        sequencer.awaitWork();
        while (sequencer.runOnce() == Pass.PROGRESSED) {}

        assertThat(positions()).containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    }

    @Test
    void aTransactionThatFailsAfterTheNumberingLeavesNoGap() {
        var recent = new RecentEvents(System::nanoTime);
        var failing = sequencer(100, recent, reached -> {
            if (reached.equals("sequencer.before-commit")) {
                throw new IllegalStateException("refused");
            }
        });
        fixture.publishFirst(1, 1);
        failing.runOnce();

        assertThatThrownBy(() -> append(log(failing), 2, 3)).hasMessage("refused");
        assertThat(positions()).containsExactly(1L);
        assertThat(recent.after(fixture.offset(1), 200)).isEmpty();
        fixture.publishFirst(4, 4);
        sequencer(100, FaultPoint.NONE).runOnce();

        assertThat(positions()).containsExactly(1L, 4L);
        assertThat(fixture.database().number("SELECT position FROM messaging.stream_head"))
                .isEqualTo(2);
    }

    /** A head that was damaged must not keep the service from accepting commands. */
    @Test
    void aNumberingThatCannotSucceedFailsOneTransactionOnly() {
        var sequencer = idleSequencer(100);
        fixture.database().observer().update("UPDATE messaging.stream_head SET position = 0");

        assertThatThrownBy(() -> append(log(sequencer), 2, 2)).isInstanceOf(DataAccessException.class);
        sequencer.runOnce(); // it finds nothing to number
        append(log(sequencer), 3, 3);
        assertThatThrownBy(sequencer::runOnce).isInstanceOf(DataAccessException.class);
        append(log(sequencer), 4, 4);

        assertThat(fixture.database().number("SELECT count(*) FROM messaging.event_log"))
                .isEqualTo(3);
        fixture.database().observer().update("UPDATE messaging.stream_head SET position = 1");
        sequencer.runOnce();
        assertThat(positions()).containsExactly(1L, 3L, 4L);
    }

    /** Each write to the head would wait for the disk, and keep transactions from numbering. */
    @Test
    void writesNothingAsLongAsACandidateCannotBeSettled() throws Exception {
        var sequencer = idleSequencer(1_000);
        try (var connection = fixture.database().pool().getConnection();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("SELECT pg_current_xact_id()");
            for (var thousand = 1; thousand <= 4; thousand++) {
                append(log(sequencer), thousand * 1_000L + 1, thousand * 1_000L + 1_000);
                sequencer.runOnce();
            }
            var head = "SELECT xmin::text || xmax FROM messaging.stream_head";
            var before = fixture.database().observer().queryForObject(head, String.class);

            assertThat(sequencer.runOnce()).isEqualTo(Pass.IDLE);

            assertThat(fixture.database().observer().queryForObject(head, String.class))
                    .isEqualTo(before);
            connection.rollback();
        }
    }

    @Test
    void settlesWhatTransactionsHaveNumbered() {
        var sequencer = idleSequencer(1_000);
        for (var thousand = 1; thousand <= 4; thousand++) {
            append(log(sequencer), thousand * 1_000L + 1, thousand * 1_000L + 1_000);
            sequencer.runOnce();
        }
        assertThat(sequencer.runOnce()).isEqualTo(Pass.IDLE);

        assertThat(settled()).isBetween(1_000L, 4_001L);
    }

    @Test
    void severalSequencersAndWritersKeepTheOrderOfEachAggregate() throws Exception {
        fixture.database().jdbc().execute("CREATE TABLE counter (id bigint PRIMARY KEY, version bigint NOT NULL)");
        fixture.database().jdbc().execute("INSERT INTO counter SELECT id, 0 FROM generate_series(1, 3) AS id");
        var done = new AtomicBoolean();
        var written = new AtomicInteger();
        var ownNumberings = new AtomicInteger();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var sequencers = Stream.generate(() -> threads.submit(() -> {
                        while (!done.get()) {
                            quietly(SequencerIT::runPatiently);
                        }
                    }))
                    .limit(3)
                    .toList();
            var writers = IntStream.range(0, 4)
                    .mapToObj(writer -> threads.submit(() -> {
                        var own = sequencer(100, reached -> {
                            if (reached.equals("sequencer.before-commit")) {
                                ownNumberings.incrementAndGet();
                            }
                        });
                        var log = log(own);
                        for (var i = 0; i < 60; i++) {
                            // why: a transaction numbers its events only where nothing is left
                            quietly(own::runOnce);
                            var id = 1 + (writer + i) % 3;
                            quietly(() -> {
                                raise(id, log);
                                written.incrementAndGet();
                            });
                        }
                    }))
                    .toList();
            try {
                for (var writer : writers) {
                    writer.get();
                }
            } finally {
                done.set(true);
            }
            for (var sequencer : sequencers) {
                sequencer.get();
            }
        }
        while (sequencer(100, FaultPoint.NONE).runOnce() == Pass.PROGRESSED) {}

        var head = fixture.database().number("SELECT position FROM messaging.stream_head");
        assertThat(head).isEqualTo(written.get()).isPositive();
        assertThat(ownNumberings).hasPositiveValue();
        assertThat(fixture.database().number("SELECT count(position) FROM messaging.event_log"))
                .isEqualTo(head);
        assertThat(fixture.database().number("SELECT max(position) FROM messaging.event_log"))
                .isEqualTo(head);
        assertThat(fixture.database().number("""
                        SELECT count(*) FROM (SELECT aggregate_version, lag(aggregate_version, 1, 0::bigint) OVER (
                            PARTITION BY aggregate_id ORDER BY position) AS previous FROM messaging.event_log) AS pair
                        WHERE aggregate_version <> previous + 1
                        """)).isZero();
    }

    private static void raise(long id, EventLog log) {
        fixture.database().transactions().executeWithoutResult(status -> {
            var version = fixture.database()
                    .jdbc()
                    .queryForObject(
                            "UPDATE counter SET version = version + 1 WHERE id = ? RETURNING version", Long.class, id);
            log.append(Event.of(
                    MessagingFixture.CHANGED, "thing", id, version == null ? 0 : version, new SampleState("n")));
        });
    }

    /** A lock that is not given in time is no failure here: the next turn tries again. */
    private static void quietly(Runnable action) {
        try {
            action.run();
        } catch (DataAccessException e) {
            Thread.onSpinWait();
        }
    }

    private static Sequencer sequencer(int batch, FaultPoint faults) {
        return sequencer(batch, new RecentEvents(System::nanoTime), faults);
    }

    private static Sequencer sequencer(int batch, RecentEvents recent, FaultPoint faults) {
        return new Sequencer(
                "things",
                fixture.database().jdbc(),
                recent,
                new Sequencer.Settings(batch, Duration.ofMillis(1)),
                List.of(),
                faults);
    }

    /** One that has numbered the first event, and has nothing to do. */
    private static Sequencer idleSequencer(int batch) {
        var sequencer = sequencer(batch, FaultPoint.NONE);
        fixture.publishFirst(1, 1);
        while (sequencer.runOnce() == Pass.PROGRESSED) {}
        return sequencer;
    }

    private static EventLog log(Sequencer sequencer) {
        return new JdbcEventLog("things", fixture.database().jdbc(), sequencer::numberBeforeCommit);
    }

    private static void append(EventLog log, long first, long last) {
        fixture.database()
                .transactions()
                .executeWithoutResult(status -> LongStream.rangeClosed(first, last)
                        .forEach(id -> log.append(
                                Event.of(MessagingFixture.CHANGED, "thing", id, 1, new SampleState("thing " + id)))));
    }

    /** Waits for the lock as long as it takes. */
    private static Pass runPatiently() {
        return fixture.database().transactions().execute(status -> {
            fixture.database().jdbc().execute("SET LOCAL lock_timeout = '10s'");
            return sequencer(100, FaultPoint.NONE).runOnce();
        });
    }

    private static boolean someoneWaitsForALock() {
        return fixture.database()
                        .number(
                                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'")
                > 0;
    }

    private static void publishAndNumber(long from, long to) {
        fixture.publishFirst(from, to);
        sequencer(5_000, FaultPoint.NONE).runOnce();
    }

    private static long settled() {
        return fixture.database().number("SELECT settled_seq FROM messaging.stream_head");
    }

    /** Aggregate ids in the order of their positions. */
    private static List<Long> positions() {
        return fixture.database()
                .numbers("SELECT aggregate_id FROM messaging.event_log WHERE position IS NOT NULL ORDER BY position");
    }
}
