package org.chasqui.orders.commands.application;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.CannotCreateTransactionException;

/**
 * Carries out together what several threads ask for at the same time. Whoever finds a free turn carries out all that waits, in its own thread: a
 * request that comes alone is carried out at once, and while batches are under way the next one gathers.
 */
final class Batches<T, R> {

    private final Queue<Request<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore turns;
    private final int most;
    private final Duration patience;
    private final Consumer<List<Request<T, R>>> work;

    /**
     * @param turns how many batches are carried out at the same time at most
     * @param most requests in a batch at most
     * @param patience how long a request waits for its batch to begin
     * @param work carries out a batch, and answers each request; what it throws goes to those that it has not answered
     */
    Batches(int turns, int most, Duration patience, Consumer<List<Request<T, R>>> work) {
        this.turns = new Semaphore(turns);
        this.most = most;
        this.patience = patience;
        this.work = work;
    }

    /** A request of a thread that waits. */
    static final class Request<T, R> {

        private final T wanted;
        private final Thread thread = Thread.currentThread();
        private final AtomicBoolean taken = new AtomicBoolean();
        private volatile @Nullable Supplier<R> answer;

        private Request(T wanted) {
            this.wanted = wanted;
        }

        T wanted() {
            return wanted;
        }

        /** Lets the thread go on with what the supplier returns, or throws. */
        void answer(Supplier<R> found) {
            answer = found;
            LockSupport.unpark(thread);
        }

        /** Whether it is the caller who may carry it out, or give it up. */
        private boolean take() {
            return taken.compareAndSet(false, true);
        }
    }

    /**
     * Returns, or throws, the answer to the request, once a batch with it was carried out.
     *
     * @throws CannotCreateTransactionException if no batch has begun with it in time; then none will
     */
    R carryOut(T wanted) {
        var request = new Request<T, R>(wanted);
        var deadline = System.nanoTime() + patience.toNanos();
        var interrupted = false;
        waiting.add(request);
        try {
            Supplier<R> answer;
            while ((answer = request.answer) == null) {
                if (request.taken.get()) {
                    LockSupport.park(this);
                } else if (turns.tryAcquire()) {
                    carryOutNext();
                } else {
                    awaitTurn(request, deadline - System.nanoTime());
                }
                interrupted |= Thread.interrupted();
            }
            return answer.get();
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void awaitTurn(Request<T, R> request, long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(this, nanos);
        } else if (request.take()) {
            waiting.remove(request);
            throw new CannotCreateTransactionException("Waited in vain for a transaction, for " + patience);
        }
    }

    /** How many requests wait for a batch. */
    int waiting() {
        return waiting.size();
    }

    private void carryOutNext() {
        try {
            var batch = next();
            if (!batch.isEmpty()) { // another turn may have taken all that waited
                wakeNext();
                carryOut(batch);
            }
        } finally {
            turns.release();
            wakeNext();
        }
    }

    /** Why: what came while no turn was free waits to be told of one. */
    private void wakeNext() {
        var first = waiting.peek();
        if (first != null && turns.availablePermits() > 0) {
            LockSupport.unpark(first.thread);
        }
    }

    private void carryOut(List<Request<T, R>> batch) {
        try {
            work.accept(batch);
        } catch (RuntimeException | Error e) {
            for (var request : batch) {
                if (request.answer == null) {
                    request.answer(() -> {
                        throw e;
                    });
                }
            }
        }
    }

    private List<Request<T, R>> next() {
        var batch = new ArrayList<Request<T, R>>();
        while (batch.size() < most) {
            var request = waiting.poll();
            if (request == null) {
                break;
            }
            if (request.take()) {
                batch.add(request);
            }
        }
        return batch;
    }
}
