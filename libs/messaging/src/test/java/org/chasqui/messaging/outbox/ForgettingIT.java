package org.chasqui.messaging.outbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.TreeSet;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.fixtures.MessagingFixture;
import org.chasqui.messaging.fixtures.SampleState;
import org.chasqui.platform.worker.Worker.Pass;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.JdbcTemplate;

/** Wherever the name of a thing was when its last event forgot it, it is gone in the end. */
@Timeout(60)
class ForgettingIT {

    private static final String NAME = "thing 2 of version";

    private static final MessagingFixture fixture = MessagingFixture.open();
    private static final JdbcTemplate sql = fixture.database().observer();

    private final Publication publication = fixture.publication();
    private final Forgetting forgetting =
            new Forgetting(List.of(fixture.queue()), fixture.database().jdbc());
    private final QueueConsumer consumer = fixture.consumer();

    @BeforeEach
    void fill() {
        fixture.fill(publication, consumer);
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    @Test
    void rewritesWhatEarlierEventsSaidAndNothingElse() {
        var before = envelopes();
        forget();
        assertThat(payloads()).contains(NAME);

        assertThat(forgetting.runOnce()).isEqualTo(Pass.IDLE); // it has no position yet
        publication.sequencer().runOnce();
        assertThat(forgetting.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(forgetting.runOnce()).isEqualTo(Pass.IDLE);

        assertThat(payloads()).doesNotContain(NAME).contains("thing 1 of version 1", "thing 4 of version 3");
        assertThat(envelopes()).startsWith(before.toArray(String[]::new)).hasSize(before.size() + 1);
        fixture.settle(publication, consumer);
        assertThat(shown())
                .containsExactly(
                        "1 thing 1 of version 3", "2 forgotten-2", "3 thing 3 of version 3", "4 thing 4 of version 3");
    }

    @Test
    void waitsForNoCompaction() {
        var failing = fixture.publication(1000, reached -> {
            if (reached.startsWith("compaction.")) {
                throw new IllegalStateException("cannot compact");
            }
        });
        forget();
        failing.sequencer().runOnce();
        failing.compactor().callNow();
        assertThatThrownBy(failing.compactor()::runOnce).hasMessage("cannot compact");

        assertThat(failing.forgetter().runOnce()).isEqualTo(Pass.PROGRESSED);

        assertThat(payloads()).doesNotContain(NAME);
    }

    /** A mistake, since nothing is to follow; it must not bring names to events that had none. */
    @Test
    void takesTheDataOfTheForgettingEventAlsoIfAnotherFollows() {
        forget();
        fixture.publish(2, 5);
        publication.sequencer().runOnce();

        forgetting.runOnce();

        assertThat(payloads()).containsOnlyOnce(NAME).contains(NAME + " 5");
    }

    @Test
    void aRebuildMeetsTheNameNoMore() {
        forget();
        fixture.settle(publication, consumer);
        forgetting.runOnce();
        var names = new TreeSet<String>();
        fixture.beforeEach(message -> names.add(message.data().name()));

        consumer.rebuild();
        fixture.settle(publication, consumer);

        assertThat(names).contains("forgotten-2").noneMatch(name -> name.startsWith(NAME));
        assertThat(shown()).hasSize(4).contains("2 forgotten-2");
    }

    @Test
    void aRebuildThatIsUnderWayKeepsNoNoteOfTheName() {
        consumer.rebuild();
        var few = fixture.consumer(fixture.subscription().batchesOf(6).build(), "one", reached -> {});
        for (var turn = 0; turn < 20 && !notes().contains(NAME); turn++) {
            fixture.deliver(publication);
            few.runOnce();
        }
        assertThat(notes()).contains(NAME);

        forget();
        forgetting.runOnce();
        fixture.settle(publication, few);

        assertThat(notes()).doesNotContain(NAME);
        assertThat(shown()).hasSize(4).contains("2 forgotten-2");
    }

    /** The subscriber is away, and the list has the events as they were. */
    @Test
    void fillsAListAnewThatHasTheName() {
        fixture.publish(2, 4);
        forget(5);
        fixture.deliver(publication);
        assertThat(list()).contains(NAME);

        assertThat(forgetting.runOnce()).isEqualTo(Pass.PROGRESSED);
        assertThat(forgetting.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(list()).as("a relay may be about to push what it has read").contains(NAME);

        longAgo();
        assertThat(forgetting.runOnce()).isEqualTo(Pass.IDLE);
        assertThat(count("forgetting")).isZero();
        fixture.deliver(fixture.publication()); // why another: this one remembers for a moment what it has numbered
        assertThat(list()).contains("forgotten-2").doesNotContain(NAME);
        fixture.settle(publication, consumer);
        assertThat(shown()).contains("2 forgotten-2");
    }

    @Test
    void saysHowLongTheOldestWaitsUntilItIsDone() {
        assertThat(publication.oldestForgettingSeconds()).isZero();
        forget();
        sql.update(
                "UPDATE messaging.event_log SET created_at = now() - interval '2 h' WHERE aggregate_id = 2 AND aggregate_version = 4");
        assertThat(publication.oldestForgettingSeconds()).isBetween(7_200.0, 7_260.0);

        fixture.settle(publication, consumer);
        forgetting.runOnce();
        assertThat(publication.oldestForgettingSeconds())
                .as("lists may still have it")
                .isBetween(7_200.0, 7_260.0);
        longAgo();
        forgetting.runOnce();

        assertThat(publication.oldestForgettingSeconds()).isZero();
    }

    @Test
    void leavesAListThatHasOnlyWhatCameAfterwards() {
        forget();
        fixture.settle(publication, consumer);
        forgetting.runOnce();
        fixture.publish(5, 1);
        fixture.deliver(publication);
        var list = list();
        longAgo();

        forgetting.runOnce();

        assertThat(list()).isEqualTo(list).contains("thing 5");
    }

    @Test
    void goesOnWhenRedisIsBack() {
        forget();
        fixture.deliver(publication);
        forgetting.runOnce();
        longAgo();
        fixture.redis().kill();

        assertThatThrownBy(forgetting::runOnce).hasMessageContaining("Redis");
        assertThat(count("forgetting")).isEqualTo(1);

        fixture.bringRedisBack();
        forgetting.runOnce();
        assertThat(count("forgetting")).isZero();
    }

    /** Open or closed, a letter is kept, and with it what its event says. */
    @Test
    void rewritesDeadLettersInTheTransactionThatForgets() {
        fixture.beforeEach(message -> {
            if (message.version() == 4) {
                throw new IllegalStateException("cannot take " + message.data().name());
            }
        });
        fixture.publish(1, 4);
        fixture.publish(2, 4);
        settleInSpiteOfFailures();
        consumer.deadLetters().discard(letterOf(2));
        assertThat(letters()).contains(NAME, "cannot take");

        forget(5);
        settleInSpiteOfFailures();

        assertThat(letters())
                .doesNotContain(NAME)
                .contains(
                        "{\"name\":\"forgotten-2\"}",
                        "thing 1 of version 4",
                        "java.lang.IllegalStateException: cannot take thing 1");
        fixture.repair();
        assertThat(consumer.deadLetters().replay(letterOf(1))).isTrue();
        assertThat(shown()).contains("1 thing 1 of version 4", "2 forgotten-2");
    }

    @Test
    void rewritesDeadLettersAlsoWhereTheForgettingWasOneItself() {
        fixture.beforeEach(message -> {
            if (message.version() >= 4) {
                throw new IllegalStateException("cannot take " + message.data().name());
            }
        });
        fixture.publish(2, 4);
        forget(5);
        settleInSpiteOfFailures();
        assertThat(letters()).contains(NAME);

        fixture.repair();
        var forgotten = sql.queryForObject(
                "SELECT event_id FROM messaging.event_log WHERE aggregate_version = 5", String.class);
        assertThat(consumer.deadLetters().replay(String.valueOf(forgotten))).isTrue();

        assertThat(letters()).doesNotContain(NAME);
        assertThat(shown()).contains("2 forgotten-2");
    }

    private void settleInSpiteOfFailures() {
        for (var attempt = 0; attempt < 20; attempt++) {
            fixture.deliver(publication);
            try {
                consumer.runOnce();
            } catch (IllegalStateException e) {
                assertThat(e).hasMessageStartingWith("cannot take");
            }
        }
    }

    private static void forget() {
        forget(4);
    }

    private static void forget(long version) {
        fixture.publish(Event.of(MessagingFixture.FORGOTTEN, "thing", 2, version, new SampleState("forgotten-2")));
    }

    private static void longAgo() {
        sql.update("UPDATE messaging.forgetting SET rewritten_at = rewritten_at - interval '61 s'");
    }

    private static List<String> envelopes() {
        return sql.queryForList(
                "SELECT to_jsonb(event_log) - 'payload' FROM messaging.event_log ORDER BY seq", String.class);
    }

    private static String payloads() {
        return String.valueOf(sql.queryForList("SELECT payload ->> 'name' FROM messaging.event_log", String.class));
    }

    private static String notes() {
        return String.valueOf(sql.queryForList("SELECT entry FROM messaging.replayed", String.class));
    }

    private static String letters() {
        return String.valueOf(sql.queryForList("SELECT dead_letter::text FROM messaging.dead_letter", String.class))
                .replace("\"\"", "\"");
    }

    private static String letterOf(long id) {
        return String.valueOf(sql.queryForObject(
                "SELECT event_id FROM messaging.dead_letter WHERE entry LIKE '%thing/' || ? || '\"%'",
                String.class, id));
    }

    private static List<String> shown() {
        return sql.queryForList("SELECT id || ' ' || name FROM thing ORDER BY id", String.class);
    }

    private static String list() {
        return String.valueOf(fixture.redis().commands().lrange(fixture.name().list(), 0, -1));
    }

    private static long count(String table) {
        return fixture.database().number("SELECT count(*) FROM messaging." + table);
    }
}
