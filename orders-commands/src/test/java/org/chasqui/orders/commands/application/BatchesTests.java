package org.chasqui.orders.commands.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.chasqui.orders.commands.application.Batches.Request;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.CannotCreateTransactionException;

class BatchesTests {

    private static final Duration LONG = Duration.ofMinutes(5);

    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    @AfterEach
    void open() {
        gate.countDown();
    }

    @Test
    void whoComesAloneIsServedAtOnceInItsOwnThread() {
        var threads = new ArrayList<Thread>();
        var batches = new Batches<Integer, Integer>(1, 10, LONG, batch -> {
            threads.add(Thread.currentThread());
            batch.forEach(request -> request.answer(() -> -request.wanted()));
        });

        assertThat(batches.carryOut(7)).isEqualTo(-7);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void everyoneIsAnsweredOnceAndWithTheOwnAnswer() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, LONG, this::negate);
        gate.countDown();

        var answers = manyAtOnce(batches);

        for (var number = 0; number < answers.size(); number++) {
            assertThat(answers.get(number)).isEqualTo(String.valueOf(-number));
        }
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(answers.size());
        assertThat(sizes).allMatch(size -> size >= 1 && size <= 10);
        assertThat(mostAtWork).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void whatIsAskedForWhileBatchesAreUnderWayIsCarriedOutTogether() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, LONG, this::negate);
        var answers = new ArrayList<Future<Integer>>();
        for (var number = 0; number < 22; number++) {
            var next = number;
            answers.add(start(() -> batches.carryOut(next)));
            await(batches, Math.min(answers.size(), 2), Math.max(answers.size() - 2, 0));
        }
        gate.countDown();

        for (var number = 0; number < 22; number++) {
            assertThat(get(answers.get(number))).isEqualTo(-number);
        }
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(22);
        assertThat(sizes).hasSizeBetween(4, 6).startsWith(1, 1).allMatch(size -> size <= 10);
    }

    @Test
    void whatTheWorkThrowsGoesToAllOfItsBatchAndTheNextIsAccepted() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, LONG, batch -> {
            if (batch.stream().anyMatch(request -> request.wanted() % 30 == 0)) {
                throw new IllegalStateException("thirty");
            }
            negate(batch);
        });
        gate.countDown();

        var answers = manyAtOnce(batches);

        for (var number = 0; number < answers.size(); number++) {
            assertThat(answers.get(number))
                    .isIn(number % 30 == 0 ? List.of("thirty") : List.of("thirty", "" + -number));
        }
        assertThat(answers.stream().filter("thirty"::equals).count()).isLessThan(answers.size() / 2);
        assertThat(batches.carryOut(1)).isEqualTo(-1);
        assertThatThrownBy(() -> batches.carryOut(30)).hasMessage("thirty");
    }

    @Test
    void whoWaitsInVainIsToldAndIsNotCarriedOutLater() throws Exception {
        var batches = new Batches<Integer, Integer>(1, 10, Duration.ofMillis(50), this::negate);
        var first = start(() -> batches.carryOut(1));
        await(batches, 1, 0);

        assertThatThrownBy(() -> batches.carryOut(2)).isInstanceOf(CannotCreateTransactionException.class);
        gate.countDown();

        assertThat(get(first)).isEqualTo(-1);
        assertThat(batches.carryOut(3)).isEqualTo(-3);
        assertThat(sizes).containsExactly(1, 1);
        assertThat(batches.waiting()).isZero();
    }

    @Test
    void anInterruptedThreadIsAnsweredAndStaysInterrupted() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, LONG, this::negate);
        var interrupted = IntStream.range(0, 3)
                .mapToObj(number -> start(() -> {
                    Thread.currentThread().interrupt();
                    return batches.carryOut(number) == -number && Thread.interrupted();
                }))
                .toList();
        gate.countDown();

        for (var answer : interrupted) {
            assertThat(get(answer)).isTrue();
        }
    }

    private void negate(List<Request<Integer, Integer>> batch) {
        mostAtWork.accumulateAndGet(atWork.incrementAndGet(), Math::max);
        sizes.add(batch.size());
        while (gate.getCount() > 0) {
            Thread.onSpinWait();
        }
        batch.forEach(request -> request.answer(() -> -request.wanted()));
        atWork.decrementAndGet();
    }

    private void await(Batches<?, ?> batches, int begun, int waiting) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(1))
                .until(() -> sizes.size() == begun && batches.waiting() == waiting);
    }

    /** The answers to 16 threads with 150 requests each: of number n at index n, or the message of what was thrown. */
    private static List<String> manyAtOnce(Batches<Integer, Integer> batches) throws Exception {
        var threads = IntStream.range(0, 16)
                .mapToObj(thread -> start(() -> IntStream.range(thread * 150, (thread + 1) * 150)
                        .mapToObj(number -> answer(batches, number))
                        .toList()))
                .toList();
        var answers = new ArrayList<String>();
        for (var thread : threads) {
            answers.addAll(get(thread));
        }
        return answers;
    }

    private static String answer(Batches<Integer, Integer> batches, int number) {
        try {
            return String.valueOf(batches.carryOut(number));
        } catch (IllegalStateException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private static <T> Future<T> start(Callable<T> work) {
        var task = new FutureTask<>(work);
        Thread.ofPlatform().daemon().start(task);
        return task;
    }

    private static <T> T get(Future<T> answer) throws Exception {
        return answer.get(60, TimeUnit.SECONDS);
    }
}
