package org.chasqui.messaging.queue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.io.ClassPathResource;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisListCommands.Direction;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;

/** The list of one subscription. Every operation may be repeated, delayed or lost without harm; see the scripts. */
public class RedisQueue {

    @SuppressWarnings("rawtypes") // why: a script's result type is given as a class, and there is none of List<Object>
    private static final RedisScript<List> PUSH = script("push.lua", List.class);

    @SuppressWarnings("rawtypes")
    private static final RedisScript<List> PEEK = script("peek.lua", List.class);

    private static final RedisScript<Long> SYNC = script("sync.lua", Long.class);

    private static final RedisScript<String> ASK = script("ask.lua", String.class);

    private final QueueName name;
    private final StringRedisTemplate redis;
    private final List<String> keys;
    private final List<String> allKeys;

    public RedisQueue(QueueName name, StringRedisTemplate redis) {
        this.name = name;
        this.redis = redis;
        keys = List.of(name.list(), name.acknowledged());
        allKeys = List.of(name.list(), name.acknowledged(), name.question());
    }

    public QueueName name() {
        return name;
    }

    /**
     * Appends entries if the list still ends at the expected tail.
     *
     * @param capacity most entries that the list may hold
     * @throws QueueUnavailable if Redis gave no answer; the entries may have been appended
     */
    public PushResult push(int capacity, Offset expectedTail, List<Entry> entries) {
        var arguments = new ArrayList<String>(entries.size() + 3);
        arguments.add(Integer.toString(capacity));
        arguments.add(Long.toString(expectedTail.position()));
        arguments.add(expectedTail.eventId());
        entries.forEach(entry -> arguments.add(entry.text()));
        var answer = call(() -> redis.execute(PUSH, allKeys, arguments.toArray()));
        return new PushResult(
                PushResult.Outcome.valueOf((String) answer.get(0)),
                Offset.parse((String) answer.get(1)),
                Optional.of((String) answer.get(2)).filter(question -> !question.isEmpty()));
    }

    /**
     * Reads the acknowledged offset and the oldest entries without removing anything.
     *
     * @param limit most entries to return, 0 to 200
     * @return the window as Redis holds it: a hint, to be checked against the committed offset before use
     * @throws QueueUnavailable if Redis gave no answer within the command timeout; nothing has changed
     */
    @SuppressWarnings("unchecked")
    public Window peek(int limit) {
        var answer = call(() -> redis.execute(PEEK, keys, Integer.toString(limit)));
        return new Window(
                Offset.parse((@Nullable String) answer.get(0)), (List<String>) answer.get(1), (Long) answer.get(2));
    }

    /**
     * Tells Redis the subscriber's offset and removes the entries up to it. If the list begins after the offset, the list is emptied,
     * and the relay fills it again from the offset.
     *
     * @return entries that are left in the list
     * @throws QueueUnavailable if Redis gave no answer; repeat it
     */
    public long sync(Offset committed) {
        return call(() -> redis.execute(SYNC, keys, Long.toString(committed.position()), committed.eventId()));
    }

    /** Removes the entries, so that the relay writes them anew from the log. */
    public void dropEntries() {
        call(() -> redis.delete(name.list()));
    }

    /** Removes the entries, unless the subscriber has confirmed this position: then no entry is that old. */
    public void dropEntriesUpTo(long position) {
        if (peek(0).acknowledged()
                .filter(offset -> offset.position() >= position)
                .isEmpty()) {
            dropEntries();
        }
    }

    /** Deletes the list and the acknowledged offset; the subscriber then states its offset again. */
    public void forget() {
        call(() -> redis.delete(keys));
    }

    /**
     * Asks the publisher how far its log goes; empty until it has said so, to be asked again then.
     *
     * @param question a new name: whatever Redis remembers, an answer to it is younger than the question
     * @throws QueueUnavailable if Redis gave no answer; repeat it
     */
    public Optional<LogPositions> ask(String question) {
        return LogPositions.parse(call(() -> redis.execute(ASK, List.of(name.question()), question)));
    }

    /** Answers a question of the subscriber, which a push has brought. */
    public void answer(String question, LogPositions positions) {
        call(() -> {
            redis.opsForValue().set(name.question(), question + ":" + positions);
            return true;
        });
    }

    /** What the verification of the subscriber, or the publisher's answer to it, has last noted. */
    public Optional<String> note() {
        return call(() -> Optional.ofNullable(redis.opsForValue().get(name.verification())));
    }

    /** Notes a question of the verification, or the answer to it. */
    public void note(String text) {
        call(() -> {
            redis.opsForValue().set(name.verification(), text);
            return true;
        });
    }

    /**
     * Waits until the list has an entry, at most for the given time. Only a hint: it may return early or late, and the caller must check.
     * Moving the head onto its own place changes nothing.
     *
     * @param timeout below the command timeout of the connection
     * @return whether there is an entry
     */
    public boolean awaitEntry(Duration timeout) {
        return call(() ->
                redis.opsForList().move(name.list(), Direction.LEFT, name.list(), Direction.LEFT, timeout) != null);
    }

    private <T> T call(Supplier<@Nullable T> command) {
        try {
            return Objects.requireNonNull(command.get(), "Redis answered nil");
        } catch (DataAccessException | IllegalStateException e) {
            throw new QueueUnavailable(name, e);
        }
    }

    private static <T> RedisScript<T> script(String file, Class<T> result) {
        var script = new DefaultRedisScript<T>();
        script.setLocation(new ClassPathResource(file, RedisQueue.class));
        script.setResultType(result);
        return script;
    }

    /**
     * The result of a push.
     *
     * @param outcome whether the entries were appended
     * @param tail where the list ends now, to continue from; empty if only the subscriber can say
     * @param question the subscriber's question, if no relay has answered it
     */
    public record PushResult(Outcome outcome, Optional<Offset> tail, Optional<String> question) {

        /** The answers of the push script. */
        public enum Outcome {
            /** All entries were appended. */
            OK,
            /** The list has its full length; as many entries as fitted were appended. */
            FULL,
            /** The list ends elsewhere; nothing was appended. */
            EXPECT,
            /** Redis does not know the subscriber's offset; nothing was appended. */
            UNKNOWN
        }
    }

    /**
     * The ends of an event log at one moment.
     *
     * @param head position of its newest event, 0 if there is none
     * @param compacted position up to which compaction may have removed events
     */
    public record LogPositions(long head, long compacted) {

        /** Reads {@code head:compacted}, as Redis holds it; empty for anything else. */
        static Optional<LogPositions> parse(String text) {
            var colon = text.indexOf(':');
            return colon < 0
                    ? Optional.empty()
                    : Offset.parsePosition(text.substring(0, colon))
                            .flatMap(head -> Offset.parsePosition(text.substring(colon + 1))
                                    .map(compacted -> new LogPositions(head, compacted)));
        }

        @Override
        public String toString() {
            return head + ":" + compacted;
        }
    }

    /** Redis gave no answer, or refused. Whether the command took effect is unknown; running it again is safe. */
    public static final class QueueUnavailable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        QueueUnavailable(QueueName queue, Exception cause) {
            // why: what Redis says, such as OOM or READONLY, is at the bottom, under messages that say nothing
            super(
                    "Redis did not serve the queue " + queue + ": "
                            + NestedExceptionUtils.getMostSpecificCause(cause).getMessage(),
                    cause);
        }
    }
}
