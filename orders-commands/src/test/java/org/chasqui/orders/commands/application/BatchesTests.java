package org.chasqui.orders.commands.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.chasqui.orders.commands.application.Batches.Request;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BatchesTests {

    private final List<Integer> sizes = Collections.synchronizedList(new ArrayList<>());
    private final AtomicInteger atWork = new AtomicInteger();
    private final AtomicInteger mostAtWork = new AtomicInteger();
    private final CountDownLatch gate = new CountDownLatch(1);

    @Test
    void whoComesAloneIsServedAtOnceInItsOwnThread() {
        var threads = new ArrayList<Thread>();
        var batches = new Batches<Integer, Integer>(1, 10, batch -> {
            threads.add(Thread.currentThread());
            batch.forEach(request -> request.answer(() -> -request.wanted()));
        });

        assertThat(batches.carryOut(7)).isEqualTo(-7);
        assertThat(threads).containsExactly(Thread.currentThread());
    }

    @Test
    void everyoneIsAnsweredOnceAndWithTheOwnAnswer() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, this::negate);
        gate.countDown();

        var answers = together(2_000, number -> batches.carryOut(number));

        for (var number = 0; number < answers.size(); number++) {
            assertThat(answers.get(number).get()).isEqualTo(-number);
        }
        assertThat(sizes.stream().mapToInt(Integer::intValue).sum()).isEqualTo(2_000);
        assertThat(sizes).allMatch(size -> size >= 1 && size <= 10);
        assertThat(mostAtWork).hasValueLessThanOrEqualTo(2);
    }

    @Test
    void whatIsAskedForWhileBatchesAreUnderWayIsCarriedOutTogether() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, this::negate);
        try (var threads = Executors.newFixedThreadPool(22)) {
            var answers = new ArrayList<Future<Integer>>();
            for (var number = 0; number < 22; number++) {
                var next = number;
                answers.add(threads.submit(() -> batches.carryOut(next)));
                while (sizes.size() < Math.min(answers.size(), 2) || batches.waiting() < answers.size() - 2) {
                    Thread.onSpinWait();
                }
            }
            gate.countDown();
            for (var answer : answers) {
                answer.get();
            }
        }
        assertThat(sizes).containsExactlyInAnyOrder(1, 1, 10, 10);
    }

    @Test
    void whatTheWorkThrowsGoesToAllOfItsBatchAndTheNextIsAccepted() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, batch -> {
            if (batch.stream().anyMatch(request -> request.wanted() % 3 == 0)) {
                throw new IllegalStateException("three");
            }
            negate(batch);
        });
        gate.countDown();

        var answers = together(500, number -> batches.carryOut(number));

        for (var number = 0; number < answers.size(); number++) {
            var answer = answers.get(number);
            if (answer.state() == Future.State.FAILED || number % 3 == 0) {
                assertThatThrownBy(answer::get).hasRootCauseMessage("three");
            } else {
                assertThat(answer.get()).isEqualTo(-number);
            }
        }
        assertThat(batches.carryOut(1)).isEqualTo(-1);
        assertThatThrownBy(() -> batches.carryOut(3)).hasMessage("three");
    }

    @Test
    void anInterruptedThreadIsAnsweredAndStaysInterrupted() throws Exception {
        var batches = new Batches<Integer, Integer>(2, 10, this::negate);
        try (var threads = Executors.newFixedThreadPool(3)) {
            var interrupted = IntStream.range(0, 3)
                    .mapToObj(number -> threads.submit(() -> {
                        Thread.currentThread().interrupt();
                        return batches.carryOut(number) == -number && Thread.interrupted();
                    }))
                    .toList();
            gate.countDown();
            for (var answer : interrupted) {
                assertThat(answer.get()).isTrue();
            }
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

    private interface Numbered {

        Integer call(int number);
    }

    private static List<Future<Integer>> together(int count, Numbered call) throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(16)) {
            return threads.invokeAll(IntStream.range(0, count)
                    .mapToObj(number -> (Callable<Integer>) () -> call.call(number))
                    .toList());
        }
    }
}
