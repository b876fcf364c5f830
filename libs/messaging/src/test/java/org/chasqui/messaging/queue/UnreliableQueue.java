package org.chasqui.messaging.queue;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.chasqui.messaging.queue.RedisQueue.LogPositions;
import org.chasqui.messaging.queue.RedisQueue.PushResult;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.jspecify.annotations.Nullable;
import org.springframework.data.redis.core.StringRedisTemplate;

/** A queue with a sender of commands that may lose, delay or repeat them. */
public final class UnreliableQueue extends RedisQueue {

    private final Consumer<Runnable> sender;

    /** @param sender runs the command or not, now or later; what it throws is taken for Redis not answering */
    public UnreliableQueue(QueueName name, StringRedisTemplate redis, Consumer<Runnable> sender) {
        super(name, redis);
        this.sender = sender;
    }

    @Override
    public PushResult push(int capacity, Offset expectedTail, List<Entry> entries) {
        return send(() -> super.push(capacity, expectedTail, entries));
    }

    @Override
    public Window peek(int limit) {
        return send(() -> super.peek(limit));
    }

    @Override
    public long sync(Offset committed) {
        return send(() -> super.sync(committed));
    }

    @Override
    public Optional<LogPositions> ask(String question) {
        return send(() -> super.ask(question));
    }

    @Override
    public void answer(String question, LogPositions positions) {
        send(() -> {
            super.answer(question, positions);
            return true;
        });
    }

    @Override
    public void dropEntries() {
        send(() -> {
            super.dropEntries();
            return true;
        });
    }

    @Override
    public void forget() {
        send(() -> {
            super.forget();
            return true;
        });
    }

    private <T> T send(Supplier<T> command) {
        var answer = new Answer<T>();
        try {
            sender.accept(() -> answer.value = command.get());
        } catch (QueueUnavailable e) {
            throw e;
        } catch (RuntimeException e) {
            throw new QueueUnavailable(name(), e);
        }
        if (answer.value == null) {
            throw new IllegalStateException("sent without an answer");
        }
        return answer.value;
    }

    private static final class Answer<T> {

        private @Nullable T value;
    }
}
