package org.chasqui.messaging.books;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.chasqui.messaging.Book;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.Rule;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A publisher that answers in a thread of its own, and the books of its subscriber. */
class VerificationIT {

    private static final Duration INTERVAL = Duration.ofMinutes(15);
    private static final Verification.Settings SETTINGS = new Verification.Settings(INTERVAL, 0.1);
    private static final Duration PAUSE = Duration.ofMillis(30);
    private static final int THINGS = 10_500;

    private static final MessagingFixture fixture = MessagingFixture.open();
    private static final JdbcTemplate sql = fixture.database().observer();

    private final Publication publication = fixture.publication();
    private final QueueConsumer consumer = fixture.consumer(subscription().build(), "one", FaultPoint.NONE);
    private final Verification verification = verification(List.of());
    private final AtomicBoolean ended = new AtomicBoolean();
    private final Thread publisher = Thread.ofPlatform()
            .unstarted(() -> until(ended, () -> publication.answers().runOnce()));

    @BeforeEach
    void fill() {
        fixture.fill(publication, consumer);
        publisher.start();
    }

    @AfterEach
    void end() throws InterruptedException {
        ended.set(true);
        publisher.join();
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void findsNothingWhereAllIsEqual() {
        examine(false);

        assertThat(differences()).isEmpty();
        assertThat(result("thing").rows()).isEqualTo(4);
        assertThat(result("event log").rows()).isEqualTo(12);
    }

    @Test
    void namesEachRowThatDiffersAndRepairsItByItsEvent() {
        breakFour();

        examine(false);
        assertThat(differences())
                .containsExactly(
                        "1 differs from the log, at version 3",
                        "2 has version 9, the log has 3",
                        "3 is missing, the log has version 3",
                        "99 is not in the log");

        examine(true);
        assertThat(differences()).isEmpty();
        assertThat(result("thing").repaired()).hasSize(4);

        examine(false);
        assertThat(differences()).isEmpty();
        assertThat(sql.queryForList("SELECT name FROM thing ORDER BY id", String.class))
                .containsExactly(
                        "thing 1 of version 3", "thing 2 of version 3", "thing 3 of version 3", "thing 4 of version 3");
    }

    @Test
    void findsOneRowOfMany() {
        fixture.publishFirst(5, THINGS);
        fixture.settle(publication, consumer);
        sql.update("UPDATE thing SET name = name || '.' WHERE id IN (2, 2000, ?)", THINGS);
        sql.update("DELETE FROM thing WHERE id IN (1, 2001)");

        examine(true);

        assertThat(result("thing").repaired()).hasSize(5);
        assertThat(differences()).isEmpty();
        examine(false);
        assertThat(result("thing").rows()).isEqualTo(THINGS);
        assertThat(differences()).isEmpty();
    }

    /** Events come without a pause, the subscriber is now ahead of the question and now behind the log. */
    @Test
    void raisesNoFalseAlarmUnderLoadAndMissesNothing() throws InterruptedException {
        var random = new Random(3);
        var versions = new int[] {0, 3, 3, 3, 3};
        var load = Thread.ofPlatform()
                .start(() -> until(ended, () -> {
                    var id = 1 + random.nextInt(4);
                    fixture.publish(id, ++versions[id]);
                    MessagingFixture.turn(publication);
                    if (random.nextInt(3) > 0) {
                        consumer.runOnce();
                    }
                }));
        sql.update("INSERT INTO thing VALUES (99, 1, 'wrong')");
        for (var round = 0; round < 40; round++) {
            examine(false);
            assertThat(differences()).as("round %d", round).containsExactly("99 is not in the log");
        }
        examine(true);
        assertThat(result("thing").repaired()).containsExactly("99 is not in the log");
        for (var round = 0; round < 40; round++) {
            examine(false);
            assertThat(differences()).as("round %d", round).isEmpty();
        }
        ended.set(true);
        load.join();
        assertThat(publication.head()).as("events meanwhile").isGreaterThan(50);
    }

    @Test
    void findsHolesInTheLog() {
        sql.update("DELETE FROM messaging.event_log WHERE position = 6");

        examine(false);

        assertThat(result("event log").differences())
                .containsExactly(
                        "position 6 is missing", "position 10 has version 3 of thing 2, without the one before");
    }

    @Test
    void takesCompactionForNoHole() {
        for (var batch = 0; batch < 2; batch++) {
            assertThat(publication.compaction().runOnce()).isEqualTo(Pass.PROGRESSED);
        }

        examine(false);

        assertThat(differences()).isEmpty();
    }

    /** The subscriber has the name that the log has forgotten, until it comes to the event that says so. */
    @Test
    void saysNothingOfPositionsThatTheLogHasForgotten() {
        fixture.publish(5, 1);
        fixture.publish(Event.of(MessagingFixture.FORGOTTEN, "thing", 1, 4, new SampleState("forgotten-1")));
        MessagingFixture.turn(publication);
        sql.update("UPDATE thing SET name = 'wrong' WHERE id = 2");
        examine(false);
        assertThat(differences()).containsExactly("2 differs from the log, at version 3");

        assertThat(publication.forgetter().runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(sql.queryForList(
                        "SELECT payload ->> 'name' FROM messaging.event_log WHERE aggregate_id = 1", String.class))
                .containsOnly("forgotten-1");
        examine(false);
        assertThat(result("thing").waits()).isEqualTo("the log does not have position 12");
        assertThat(result("event log").differences()).isEmpty();

        fixture.settle(publication, consumer);
        examine(true);
        assertThat(result("thing").repaired()).containsExactly("2 differs from the log, at version 3");
        assertThat(differences()).isEmpty();
    }

    @Test
    void comparesAServicesOwnTableAndChecksItsRules() {
        var own = Book.of("things", "thing", "thing", "id", "name");
        var rule = new Rule("names", "SELECT format('%s has no name', id) FROM thing WHERE name = ''");
        var examinations = Examinations.of(
                Optional.of("things"),
                List.of(),
                List.of(own),
                List.of(rule),
                fixture.database().jdbc());
        var verification = new Verification(examinations, fixture.database().jdbc(), SETTINGS);
        fixture.publish(5, 1); // why not numbered: the table has it, too
        sql.update("INSERT INTO thing VALUES (5, 1, 'thing 5 of version 1')");
        sql.update("UPDATE thing SET name = '' WHERE id = 2");
        sql.update("DELETE FROM thing WHERE id = 1");

        examine(verification, false);

        assertThat(verification.result("thing").orElseThrow().differences())
                .containsExactly("1 is missing, the log has version 3", "2 differs from the log, at version 3");
        assertThat(verification.result("names").orElseThrow().differences()).containsExactly("2 has no name");
    }

    @Test
    void saysWhyItDoesNotCheckARuleThatTakesTooLongAndGoesOn() {
        sql.execute("""
                CREATE FUNCTION endless() RETURNS text LANGUAGE plpgsql AS 'BEGIN RAISE SQLSTATE ''57014''; END'
                """);
        var books = verification(List.of(new Rule("patience", "SELECT endless()")));

        examine(books, true);

        assertThat(books.result("patience").orElseThrow().waits())
                .isEqualTo("it takes longer than the time limit of a statement");
        assertThat(sql.queryForList("SELECT name FROM messaging.verification WHERE repairing", String.class))
                .as("what is tried again each minute, without a rest")
                .isEmpty();
        assertThat(books.result("thing").orElseThrow().rows()).isEqualTo(4);
    }

    @Test
    void restsAfterEachPartUnlessItIsAsked() throws InterruptedException {
        var book = new BookOfFourParts();
        var verification = new Verification(List.of(book), fixture.database().jdbc(), SETTINGS);
        examine(verification, false);
        assertThat(book.parts).as("without a rest").hasSize(4);

        letItBeDue(book);
        while (book.parts.size() < 7) {
            verification.runOnce();
            verification.awaitWork();
        }
        for (var part = 5; part < 7; part++) {
            assertThat(book.parts.get(part) - book.parts.get(part - 1)).isGreaterThanOrEqualTo(10 * PAUSE.toNanos());
        }
        assertThat(verification.result(book.name()).orElseThrow().pending())
                .as("somebody has asked")
                .isFalse();

        examine(verification, false);
        assertThat(book.parts).as("three, and four without a rest").hasSize(4 + 3 + 4);
    }

    @Test
    void aRepairThatHadToWaitDoesNotRestEither() {
        var book = new BookOfFourParts();
        var verification = new Verification(List.of(book), fixture.database().jdbc(), SETTINGS);
        book.waits = true;
        examine(verification, true);
        assertThat(verification.result(book.name()).orElseThrow().waits()).isEqualTo("this book waits");

        book.waits = false;
        letItBeDue(book);
        while (verification.runOnce() == Pass.PROGRESSED) {}

        assertThat(book.parts).hasSize(4);
        assertThat(verification.result(book.name()).orElseThrow().waits()).isNull();
    }

    @Test
    void doesNotRestFromWaiting() {
        var book = new BookOfFourParts();
        var verification = new Verification(List.of(book), fixture.database().jdbc(), SETTINGS);
        assertThat(verification.runOnce()).isEqualTo(Pass.IDLE);
        book.waits = true;
        letItBeDue(book);
        assertThat(verification.runOnce()).isEqualTo(Pass.PROGRESSED);

        book.waits = false;
        letItBeDue(book);
        assertThat(verification.runOnce())
                .as("which begins at once, and then rests")
                .isEqualTo(Pass.FINISHED);
    }

    @Test
    void anExaminationFromBeforeARequestDoesNotAnswerIt() {
        var book = new BookOfFourParts();
        var jdbc = fixture.database().jdbc();
        var early = new Verification(List.of(book), jdbc, new Verification.Settings(INTERVAL, 1));
        var asked = new Verification(List.of(book), jdbc, SETTINGS);
        assertThat(early.runOnce()).isEqualTo(Pass.IDLE);
        letItBeDue(book);
        assertThat(early.runOnce()).as("whose share is all of its time").isEqualTo(Pass.PROGRESSED);

        book.differs = false;
        asked.request(false);
        assertThat(asked.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(early.runOnce()).as("as another instance examines the book").isEqualTo(Pass.IDLE);
        while (asked.runOnce() == Pass.PROGRESSED) {}

        assertThat(early.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(asked.result(book.name()).orElseThrow().differences()).isEmpty();
        assertThat(book.parts).hasSize(1 + 4);
    }

    @Test
    void anExaminationThatWasAskedForEndsAlsoIfSomebodyAsksAgain() {
        var book = new BookOfFourParts();
        var verification = new Verification(List.of(book), fixture.database().jdbc(), SETTINGS);
        var other = new Verification(
                List.of(new BookOfFourParts()), fixture.database().jdbc(), SETTINGS);
        verification.request(false);
        for (var part = 1; part <= 4; part++) {
            assertThat(verification.runOnce()).isEqualTo(Pass.PROGRESSED);
            verification.request(false);
            assertThat(part == 4 || other.runOnce() == Pass.IDLE)
                    .as("another instance does not take it")
                    .isTrue();
            assertThat(verification.results()).allMatch(Verification.Result::pending);
        }

        assertThat(verification.result(book.name()).orElseThrow().differences()).hasSize(4);
        examine(verification, false);
        assertThat(book.parts).hasSize(4 + 4);
    }

    @Test
    void goesOnWithABookAfterAnotherOneThatSomebodyHasAskedFor() {
        var large = new BookOfFourParts("large");
        var asked = new BookOfFourParts("asked");
        var verification =
                new Verification(List.of(large, asked), fixture.database().jdbc(), SETTINGS);
        assertThat(verification.runOnce()).isEqualTo(Pass.IDLE);
        letItBeDue(large);
        assertThat(verification.runOnce()).as("which rests").isEqualTo(Pass.FINISHED);

        verification.request(List.of("asked"), false);
        while (verification.runOnce() == Pass.PROGRESSED) {}
        assertThat(asked.parts).hasSize(4);
        Awaitility.await().ignoreNoExceptions().until(() -> {
            verification.runOnce();
            return verification.result("large").orElseThrow().verifiedAt() != null;
        });

        assertThat(large.parts).hasSize(4);
    }

    @Test
    void goesOnWithABookWhosePublisherWasSilentForAWhile() throws InterruptedException {
        var book = new BookOfFourParts();
        var verification = inTheMiddleOf(book);

        book.waits = true;
        assertThat(verification.runOnce()).as("which looks again later").isEqualTo(Pass.FINISHED);
        assertThat(verification.runOnce()).isEqualTo(Pass.IDLE);
        book.waits = false;
        while (book.parts.size() < 4) {
            verification.runOnce();
            verification.awaitWork();
        }

        assertThat(verification.result(book.name()).orElseThrow().differences())
                .as("of each part, once")
                .containsExactly("part 1", "part 2", "part 3", "part 4");
    }

    @Test
    void givesABookUpWhosePublisherIsSilentForLong() throws InterruptedException {
        var book = new BookOfFourParts();
        var verification = inTheMiddleOf(book);

        book.waits = true;
        while (verification.result(book.name()).orElseThrow().waits() == null) {
            verification.runOnce();
            verification.awaitWork();
        }

        assertThat(verification.result(book.name()).orElseThrow().waits()).isEqualTo("this book waits");
    }

    @Test
    void claimsABookForLongerThanAStatementMayTake() throws SQLException {
        var book = new BookOfFourParts();
        try (var connection = fixture.database().pool().getConnection()) {
            var patient = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            patient.execute("SET statement_timeout = '5min'");
            var verification = new Verification(List.of(book), patient, SETTINGS);
            verification.request(false);

            assertThat(verification.runOnce()).isEqualTo(Pass.PROGRESSED);

            assertThat(sql.queryForList(
                            "SELECT name FROM messaging.verification WHERE due_at > now() + interval '9 min' AND running",
                            String.class))
                    .containsExactly(book.name());
            patient.execute("RESET statement_timeout");
        }
    }

    /** One whose share is all of its time, and which has examined the first part of a book for which nobody has asked. */
    private static Verification inTheMiddleOf(BookOfFourParts book) {
        var verification =
                new Verification(List.of(book), fixture.database().jdbc(), new Verification.Settings(INTERVAL, 1));
        assertThat(verification.runOnce()).as("which is due later").isEqualTo(Pass.IDLE);
        letItBeDue(book);
        assertThat(verification.runOnce()).isEqualTo(Pass.PROGRESSED);
        return verification;
    }

    private static void letItBeDue(Examination book) {
        sql.update("UPDATE messaging.verification SET due_at = now() WHERE name = ?", book.name());
    }

    /** Each part takes a while, and differs at first. */
    private static final class BookOfFourParts implements Examination {

        private final String name;
        private final List<Long> parts = new ArrayList<>();
        private boolean differs = true;
        private boolean waits;

        BookOfFourParts() {
            this("a book of four parts");
        }

        BookOfFourParts(String name) {
            this.name = name;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean next(Run run) {
            if (waits) {
                pause();
                run.found("half of part " + (parts.size() + 1));
                throw new Examination.NotComparable("this book waits");
            }
            parts.add(System.nanoTime());
            pause();
            if (differs) {
                run.found("part " + parts.size());
            }
            run.went(run.upTo() - 1, 1);
            return Long.MAX_VALUE - run.upTo() < 4;
        }
    }

    @Test
    void saysNothingWhileARebuildIsUnderWay() {
        breakFour();
        consumer.rebuild();

        examine(false);

        assertThat(result("thing").waits()).isEqualTo("a rebuild is under way");
        assertThat(result("thing").verifiedAt()).isNull();
    }

    @Test
    void repairsWhatAStoppedRebuildLeavesAtWhateverMoment() {
        var stopped = true;
        for (var moment = 0; stopped; moment++) {
            fixture.fill(publication, consumer);
            breakFour();
            fixture.publish(5, 1);
            var rebuilt = fixture.consumer(subscription().batchesOf(2).build(), "one", FaultPoint.NONE);
            rebuilt.rebuild();
            for (var turn = 0; turn < moment && rebuilt.state().isRebuilding(); turn++) {
                MessagingFixture.turn(publication);
                rebuilt.runOnce();
            }
            stopped = rebuilt.stopRebuild(() -> {});
            fixture.settle(publication, consumer);

            var books = verification(List.of());
            examine(books, true);
            assertThat(books.result("thing").orElseThrow().waits()).isNull();
            examine(books, false);
            assertThat(books.result("thing").orElseThrow().differences())
                    .as("moment %d", moment)
                    .isEmpty();
            assertThat(books.result("thing").orElseThrow().rows()).isEqualTo(5);
        }
    }

    @Test
    void repairsAlsoIfAnExaminationIsAskedForMeanwhile() {
        breakFour();
        verification.request(true);

        examine(false);

        assertThat(result("thing").repaired()).hasSize(4);
        assertThat(differences()).isEmpty();
    }

    @Test
    void repairsOnceWhateverKeepsItFromThatAtFirst() {
        breakFour();
        consumer.rebuild();
        examine(true);
        assertThat(result("thing").waits()).isEqualTo("a rebuild is under way");
        consumer.stopRebuild(() -> {});
        sql.execute("ALTER TABLE thing RENAME TO away");
        assertThatThrownBy(this::aMinuteLater).isInstanceOf(DataAccessException.class);
        sql.execute("ALTER TABLE away RENAME TO thing");

        aMinuteLater();

        assertThat(result("thing").repaired()).hasSize(4);
        breakFour();
        examine(false);
        assertThat(result("thing").differences()).hasSize(4);
    }

    /** The subscriber has applied what the restored log does not have: another alarm. */
    @Test
    void saysNothingAboutALogThatHasLostEvents() {
        sql.update("DELETE FROM messaging.event_log WHERE position = 12");
        sql.update("UPDATE messaging.stream_head SET position = 11");

        examine(false);

        assertThat(result("thing").waits()).isEqualTo("the log does not have position 12");
    }

    @Test
    void asksAgainWhenRedisLosesTheQuestion() {
        var flush = Thread.ofPlatform()
                .start(() -> until(ended, () -> {
                    fixture.redis().commands().flushall();
                    pause();
                }));
        for (var round = 0; round < 20; round++) {
            examine(false);
            assertThat(differences()).isEmpty();
        }
        assertThat(flush.isAlive()).isTrue();
    }

    @Test
    void oneOfSeveralInstancesExaminesABook() {
        verification.request(false);
        var other = verification(List.of());

        assertThat(verification.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(other.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(verification.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(other.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(verification.results()).noneMatch(Verification.Result::pending);

        // of an instance that has ended
        sql.update("UPDATE messaging.verification SET due_at = now(), running = true, verified_at = NULL");
        while (other.runOnce() == Pass.PROGRESSED) {}
        assertThat(verification.results()).noneMatch(result -> result.verifiedAt() == null || result.pending());
    }

    private static Subscription.Builder subscription() {
        var things = new Replica<SampleState>(
                new NamedParameterJdbcTemplate(fixture.database().jdbc()), "thing", ids -> {}, "name");
        return Subscription.to(fixture.name().stream())
                .on(List.of(MessagingFixture.CHANGED, MessagingFixture.FORGOTTEN), SampleState.class, things);
    }

    private static void breakFour() {
        sql.update("UPDATE thing SET name = 'wrong' WHERE id = 1");
        sql.update("UPDATE thing SET name = 'of another history', version = 9 WHERE id = 2");
        sql.update("INSERT INTO thing VALUES (99, 1, 'lost')");
        sql.update("DELETE FROM thing WHERE id = 3");
    }

    private void aMinuteLater() {
        sql.update("UPDATE messaging.verification SET due_at = due_at - interval '1 minute' WHERE name = 'thing'");
        examineNext(verification);
    }

    /** Nobody has asked for it, so it may rest first. */
    private static void examineNext(Verification verification) {
        Awaitility.await().ignoreNoExceptions().until(() -> verification.runOnce() != Pass.IDLE);
    }

    private Verification verification(List<Rule> rules) {
        var jdbc = fixture.database().jdbc();
        var examinations = Examinations.of(Optional.empty(), List.of(consumer), List.of(), rules, jdbc);
        examinations.add(Examinations.log(new NamedParameterJdbcTemplate(jdbc)));
        return new Verification(examinations, jdbc, SETTINGS);
    }

    private void examine(boolean repair) {
        examine(verification, repair);
    }

    private static void examine(Verification verification, boolean repair) {
        verification.request(repair);
        while (verification.runOnce() == Pass.PROGRESSED) {}
        assertThat(verification.results()).noneMatch(Verification.Result::pending);
    }

    private Verification.Result result(String book) {
        return verification.result(book).orElseThrow();
    }

    private List<String> differences() {
        return verification.results().stream()
                .peek(result -> assertThat(result.waits()).isNull())
                .flatMap(result -> result.differences().stream())
                .toList();
    }

    private static void until(AtomicBoolean end, Runnable action) {
        while (!end.get()) {
            action.run();
            Thread.onSpinWait();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
