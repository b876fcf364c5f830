package org.chasqui.orders.commands.application;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Carries out together what several threads ask for at the same time. Whoever finds a free turn carries out all that waits, in its own thread: a
 * request that comes alone is carried out at once, and while batches are under way the next one gathers.
 */
final class Batches<T, R> {

    private final Queue<Request<T, R>> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore turns;
    private final int most;
    private final Consumer<List<Request<T, R>>> work;

    /**
     * @param turns how many batches are carried out at the same time at most
     * @param most requests in a batch at most
     * @param work carries out a batch, and answers or refuses each request; what it throws goes to those that it has not answered
     */
    Batches(int turns, int most, Consumer<List<Request<T, R>>> work) {
        this.turns = new Semaphore(turns);
        this.most = most;
        this.work = work;
    }

    /** A request of a thread that waits. */
    static final class Request<T, R> {

        private final T wanted;
        private final Thread thread = Thread.currentThread();
        private volatile boolean taken;
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
    }

    /** Returns, or throws, the answer to the request, once a batch with it was carried out. */
    R carryOut(T wanted) {
        var request = new Request<T, R>(wanted);
        waiting.add(request);
        var interrupted = false;
        Supplier<R> answer;
        while ((answer = request.answer) == null) {
            if (!request.taken && turns.tryAcquire()) {
                carryOutNext();
            } else {
                LockSupport.park(this);
                interrupted |= Thread.interrupted();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return answer.get();
    }

    /** How many requests wait for a batch. */
    int waiting() {
        return waiting.size();
    }

    /** Why it wakes the first who waits: what was asked for since the batch began found no free turn. */
    private void carryOutNext() {
        try {
            var batch = next();
            if (!batch.isEmpty()) { // another turn may have taken all that waited
                carryOut(batch);
            }
        } finally {
            turns.release();
            var first = waiting.peek();
            if (first != null) {
                LockSupport.unpark(first.thread);
            }
        }
    }

    /** Carries out these requests alone, in the turn of the batch that they are of. */
    void carryOut(List<Request<T, R>> batch) {
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
            request.taken = true;
            batch.add(request);
        }
        return batch;
    }
}
