package org.chasqui.messaging.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.api.sync.RedisCommands;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.chasqui.messaging.fixtures.RedisConnections;
import org.chasqui.messaging.queue.RedisQueue.LogPositions;
import org.chasqui.messaging.queue.RedisQueue.PushResult;
import org.chasqui.messaging.queue.RedisQueue.PushResult.Outcome;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The scripts on a real Redis. */
class ScriptsIT {

    private static final QueueName NAME = QueueName.of("things", "readers");
    private static final int CAPACITY = 40;

    private static final RedisServer SERVER = TestServers.startRedis();
    private static final RedisConnections LINK = RedisConnections.to(SERVER);

    private final RedisCommands<String, String> redis = SERVER.commands();
    private final RedisQueue queue = new RedisQueue(NAME, LINK.template());

    @BeforeEach
    void empty() {
        redis.configSet("maxmemory", "0");
        redis.flushall();
    }

    @AfterAll
    static void close() {
        LINK.close();
        SERVER.close();
    }

    @Test
    void nothingIsPushedBeforeTheSubscriberHasSaidWhereItStands() {
        assertThat(queue.push(CAPACITY, Offset.START, entries(1, 3)))
                .isEqualTo(pushed(Outcome.UNKNOWN, Optional.empty()));
        assertThat(queue.peek(10)).isEqualTo(new Window(Optional.empty(), List.of(), 0));
    }

    @Test
    void aPushIsAppendedOnceHoweverOftenItComes() {
        queue.sync(Offset.START);

        assertThat(queue.push(CAPACITY, Offset.START, entries(1, 3)).outcome()).isEqualTo(Outcome.OK);
        assertThat(queue.push(CAPACITY, Offset.START, entries(1, 3)))
                .isEqualTo(pushed(Outcome.EXPECT, Optional.of(offset(3))));
        assertThat(queue.peek(10).elements()).hasSize(3);
    }

    @Test
    void aPushThatDoesNotFitIsCutAndSaysHowFarItCame() {
        queue.sync(Offset.START);

        assertThat(queue.push(5, Offset.START, entries(1, 8))).isEqualTo(pushed(Outcome.FULL, Optional.of(offset(5))));
        assertThat(queue.push(5, offset(5), entries(6, 8))).isEqualTo(pushed(Outcome.FULL, Optional.of(offset(5))));
        queue.sync(offset(2));
        assertThat(queue.push(5, offset(5), entries(6, 8))).isEqualTo(pushed(Outcome.FULL, Optional.of(offset(7))));
    }

    @Test
    void theSamePositionOfAnotherHistoryIsNoTail() {
        queue.sync(offset(3));

        assertThat(queue.push(CAPACITY, new Offset(3, "other"), entries(4, 4)).outcome())
                .isEqualTo(Outcome.EXPECT);
    }

    @Test
    void theCommittedOffsetMayGoBackAndTheListGoesWithIt() {
        queue.sync(Offset.START);
        queue.push(CAPACITY, Offset.START, entries(1, 6));
        queue.sync(offset(4));
        assertThat(queue.peek(10).elements()).hasSize(2);

        queue.sync(offset(1));

        assertThat(queue.peek(10)).isEqualTo(new Window(Optional.of(offset(1)), List.of(), 0));
    }

    /** It once brought the whole list, which a relay asked for fifty times a second while the list was full. */
    @Test
    void whoAsksForNoEntriesGetsTheirNumberOnly() {
        queue.sync(Offset.START);
        queue.push(CAPACITY, Offset.START, entries(1, 6));

        assertThat(queue.peek(0)).isEqualTo(new Window(Optional.of(Offset.START), List.of(), 6));
        assertThat(queue.peek(2).elements()).hasSize(2);
    }

    @Test
    void aFullRedisIsStillDrained() {
        queue.sync(Offset.START);
        queue.push(CAPACITY, Offset.START, entries(1, 6));
        redis.configSet("maxmemory", "1");

        assertThatThrownBy(() -> queue.push(CAPACITY, offset(6), entries(7, 7))).isInstanceOf(QueueUnavailable.class);
        assertThat(queue.peek(10).elements()).hasSize(6);
        queue.sync(offset(6));
        assertThat(queue.peek(10)).isEqualTo(new Window(Optional.of(offset(6)), List.of(), 0));
    }

    @Test
    void scriptsThatRedisHasForgottenAreSentAgain() {
        queue.sync(Offset.START);
        redis.scriptFlush();

        assertThat(queue.push(CAPACITY, Offset.START, entries(1, 2)).outcome()).isEqualTo(Outcome.OK);
    }

    @Test
    void keysOfAWrongTypeReadAsMissingAndAreReplaced() {
        redis.set(NAME.list(), "a text");
        redis.rpush(NAME.acknowledged(), "a list");
        assertThat(queue.peek(10)).isEqualTo(new Window(Optional.empty(), List.of(), 0));

        queue.sync(offset(3));

        assertThat(queue.push(CAPACITY, offset(3), entries(4, 4)).outcome()).isEqualTo(Outcome.OK);
        assertThat(queue.peek(10).elements()).hasSize(1);
    }

    /** Every answer and every state of the scripts is that of the model, whatever is done to the keys between them. */
    @Test
    void theScriptsDoWhatTheModelDoes() {
        var random = new Random(7);
        var model = new Model();
        for (var i = 0; i < 4_000; i++) {
            switch (random.nextInt(20)) {
                case 0, 1, 2, 3, 4, 5, 6, 7 -> push(random, model, i);
                case 8, 9, 10, 11, 12, 13, 14 -> sync(random, model);
                default -> tamper(random, model);
            }
            assertThat(queue.peek(200)).as("after %d", i).isEqualTo(model.window());
        }
    }

    private void push(Random random, Model model, int step) {
        var from = random.nextInt(5) > 0 ? model.tail().orElse(Offset.START) : new Offset(random.nextLong(50), "zz");
        if (random.nextInt(10) == 0) {
            from = new Offset(from.position(), "forked");
        }
        var entries = new ArrayList<Entry>();
        var previous = from;
        for (var n = random.nextInt(13); n > 0; n--) {
            var next = offset(previous.position() + (random.nextInt(4) == 0 ? 3 : 1));
            entries.add(Entry.after(previous, next, "{\"ü\":\"a:b|c\"}"));
            previous = next;
        }

        assertThat(queue.push(CAPACITY, from, entries)).as("push %d", step).isEqualTo(model.push(from, entries));
    }

    private void sync(Random random, Model model) {
        var tail = model.tail().orElse(Offset.START);
        var committed = switch (random.nextInt(4)) {
            case 0 -> tail;
            case 1 -> model.acknowledged().orElse(Offset.START);
            case 2 -> new Offset(random.nextLong(tail.position() + 3), "r");
            default -> model.middle().orElse(tail);
        };

        queue.sync(committed);
        model.sync(committed);
    }

    private void tamper(Random random, Model model) {
        switch (random.nextInt(9)) {
            case 0 -> {
                redis.del(NAME.list());
                model.dropList();
            }
            case 1 -> {
                redis.del(NAME.acknowledged());
                model.acknowledge(null);
            }
            case 2 -> {
                if (!model.listIsText) {
                    redis.rpush(NAME.list(), "garbage");
                    model.list.addLast("garbage");
                }
            }
            case 3 -> {
                if (!model.listIsText) {
                    redis.lpush(NAME.list(), "garbage");
                    model.list.addFirst("garbage");
                }
            }
            case 4 -> {
                redis.set(NAME.acknowledged(), "junk");
                model.acknowledge("junk");
            }
            case 5 -> {
                redis.set(NAME.list(), "a text");
                model.dropList();
                model.listIsText = true;
            }
            case 6 -> {
                redis.del(NAME.acknowledged());
                redis.rpush(NAME.acknowledged(), "a list");
                model.acknowledge(null);
                model.ackIsList = true;
            }
            case 7 -> {
                queue.dropEntries();
                model.dropList();
            }
            default -> {
                queue.forget();
                model.dropList();
                model.acknowledge(null);
            }
        }
    }

    @Test
    void aQuestionIsSeenByWhoeverPushesUntilItIsAnswered() {
        assertThat(queue.ask("first")).isEmpty();
        assertThat(queue.push(CAPACITY, Offset.START, List.of()).question()).contains("first");
        queue.sync(Offset.START);
        assertThat(queue.push(CAPACITY, offset(7), List.of()).question()).contains("first");
        assertThat(queue.push(CAPACITY, Offset.START, List.of()).question()).contains("first");

        queue.answer("first", new LogPositions(12, 5));
        assertThat(queue.push(CAPACITY, Offset.START, List.of()).question()).isEmpty();
        assertThat(queue.ask("first")).contains(new LogPositions(12, 5));
    }

    @Test
    void anAnswerToAnotherQuestionIsNone() {
        queue.ask("first");
        queue.answer("first", new LogPositions(12, 5));

        assertThat(queue.ask("second")).isEmpty();
        queue.answer("first", new LogPositions(12, 5));
        assertThat(queue.ask("second")).isEmpty();
        assertThat(queue.push(CAPACITY, Offset.START, List.of()).question()).contains("second");
    }

    @Test
    void ofTwoThatAskBothGetTheirAnswers() {
        assertThat(queue.ask("first")).isEmpty();
        assertThat(queue.ask("second")).isEmpty();
        queue.answer("first", new LogPositions(12, 5));
        assertThat(queue.ask("first")).contains(new LogPositions(12, 5));
        assertThat(queue.ask("second")).isEmpty();
        queue.answer("second", new LogPositions(13, 5));
        assertThat(queue.ask("second")).contains(new LogPositions(13, 5));
    }

    @Test
    void aQuestionIsAskedAlsoWhereItsKeyHoldsSomethingElse() {
        queue.sync(Offset.START);
        for (var garbage : List.of("", "second", "second:x", "second:1", "second:1:2:3")) {
            redis.set(NAME.question(), garbage);
            assertThat(queue.ask("second")).as(garbage).isEmpty();
        }
        redis.del(NAME.question());
        redis.rpush(NAME.question(), "a list");
        assertThat(queue.push(CAPACITY, Offset.START, List.of()).question()).isEmpty();
        redis.rpush(NAME.question(), "a list");
        assertThat(queue.ask("third")).isEmpty();
        assertThat(queue.push(CAPACITY, Offset.START, List.of()).question()).contains("third");
    }

    private static PushResult pushed(Outcome outcome, Optional<Offset> tail) {
        return new PushResult(outcome, tail, Optional.empty());
    }

    private static List<Entry> entries(long from, long to) {
        var entries = new ArrayList<Entry>();
        for (var position = from; position <= to; position++) {
            entries.add(Entry.after(offset(position - 1), offset(position), "{}"));
        }
        return entries;
    }

    private static Offset offset(long position) {
        return position == 0 ? Offset.START : new Offset(position, "e" + position);
    }

    /** A model of the scripts in Java. */
    private static final class Model {

        private final Deque<String> list = new ArrayDeque<>();
        private @Nullable String ack;
        private boolean listIsText;
        private boolean ackIsList;

        void dropList() {
            list.clear();
            listIsText = false;
        }

        void acknowledge(@Nullable String text) {
            ack = text;
            ackIsList = false;
        }

        Optional<Offset> acknowledged() {
            return Offset.parse(ack);
        }

        /** The tail that a push has to name, as the scripts see it. */
        Optional<Offset> tail() {
            return list.isEmpty()
                    ? acknowledged()
                    : Entry.parse(list.getLast()).map(Entry::offset).or(this::acknowledged);
        }

        Optional<Offset> middle() {
            return list.stream()
                    .skip(list.size() / 2)
                    .findFirst()
                    .flatMap(Entry::parse)
                    .map(Entry::offset);
        }

        Window window() {
            return listIsText || ackIsList
                    ? new Window(Optional.empty(), List.of(), 0)
                    : new Window(acknowledged(), List.copyOf(list), list.size());
        }

        PushResult push(Offset from, List<Entry> entries) {
            listIsText = false;
            ackIsList = false;
            if (acknowledged().isEmpty()) {
                return pushed(Outcome.UNKNOWN, Optional.empty());
            }
            if (!list.isEmpty() && Entry.parse(list.getLast()).isEmpty()) {
                list.clear();
            }
            var tail = tail();
            if (tail.filter(from::equals).isEmpty()) {
                return pushed(Outcome.EXPECT, tail);
            }
            var fitting = Math.clamp(CAPACITY - list.size(), 0, entries.size());
            entries.stream().limit(fitting).map(Entry::text).forEach(list::addLast);
            return pushed(fitting == entries.size() ? Outcome.OK : Outcome.FULL, tail());
        }

        void sync(Offset committed) {
            listIsText = false;
            ackIsList = false;
            ack = committed.toString();
            while (!list.isEmpty()) {
                var head = Entry.parse(list.getFirst());
                if (head.isPresent() && head.get().offset().position() <= committed.position()) {
                    list.removeFirst();
                } else if (head.isEmpty() || head.get().previous() > committed.position()) {
                    list.clear();
                } else {
                    return;
                }
            }
        }
    }
}
