package org.chasqui.peers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionTemplate;

/** Changes rows of the source, at full rate and then at fixed times, and prints a line for each figure. */
final class Load implements AutoCloseable {

    private static final String RAISE = "UPDATE source SET version = version + 1 WHERE id = ? RETURNING version";
    private static final String DIFFERENT = """
            SELECT count(*) FROM source LEFT JOIN replica USING (id)
            WHERE source.version > 0 AND replica.version IS DISTINCT FROM source.version
            """;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE = 100_000;

    private final Plan plan;
    private final Peer peer;
    private final Journal journal;
    private final JdbcTemplate jdbc;
    private final TransactionTemplate transactions;
    private final ExecutorService writers;
    private int next;

    Load(Plan plan, Peer peer, Journal journal, JdbcTemplate jdbc, TransactionTemplate transactions) {
        this.plan = plan;
        this.peer = peer;
        this.journal = journal;
        this.jdbc = jdbc;
        this.transactions = transactions;
        writers = Executors.newFixedThreadPool(plan.writers());
    }

    /**
     * Runs the whole plan.
     *
     * @throws IllegalStateException if the peer does not get ready, stops applying, or leaves a copy that differs
     */
    void run() {
        jdbc.execute("CREATE TABLE source (id bigint PRIMARY KEY, version bigint NOT NULL)");
        jdbc.execute("CREATE TABLE replica (id bigint PRIMARY KEY, version bigint NOT NULL)");
        jdbc.update("INSERT INTO source SELECT id, 0 FROM generate_series(1, ?) AS id", plan.rows());
        await("It is not ready", peer::isReady);
        atFullRate(plan.warmUp());
        for (int round = 0; round < plan.rounds(); round++) {
            int overtaken = journal.overtakenSoFar();
            int from = next;
            long start = atFullRate(plan.changes());
            print("committed", journal.committedPerSecond(start, from, next));
            print("applied", journal.appliedPerSecond(start, from, next));
            print("lag.p50", journal.lag(50, from, next));
            print("lag.p99", journal.lag(99, from, next));
            print("overtaken", journal.overtakenSoFar() - overtaken);
        }
        for (int round = 0; round < plan.rounds(); round++) {
            int from = next;
            atFixedTimes(plan.paced());
            print("at50.p50", journal.lag(50, from, next));
            print("at50.p99", journal.lag(99, from, next));
        }
        requireEqual();
    }

    /** Lets all writers change rows one after the other. Returns the time of the start when all are applied. */
    private long atFullRate(int changes) {
        int end = next + changes;
        var number = new AtomicInteger(next);
        long start = journal.now();
        var sent = new ArrayList<Future<?>>();
        for (int writer = 0; writer < plan.writers(); writer++) {
            sent.add(writers.submit(() -> {
                for (int mine = number.getAndIncrement(); mine < end; mine = number.getAndIncrement()) {
                    change(mine);
                }
            }));
        }
        finish(sent, end);
        return start;
    }

    /** Changes a row each 20 ms, whether or not the earlier ones are committed. Returns when all are applied. */
    private void atFixedTimes(int changes) {
        int end = next + changes;
        long due = System.nanoTime();
        var sent = new ArrayList<Future<?>>();
        for (int number = next; number < end; number++) {
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            int mine = number;
            sent.add(writers.submit(() -> change(mine)));
            due += Plan.PACE.toNanos();
        }
        finish(sent, end);
    }

    private void change(int number) {
        long row = 1 + new SplittableRandom(number).nextLong(plan.rows());
        var change = Objects.requireNonNull(transactions.execute(status -> {
            var version = Objects.requireNonNull(jdbc.queryForObject(RAISE, Long.class, row));
            var made = new Change(row, version, number);
            peer.publish(made);
            return made;
        }));
        journal.committed(change);
        peer.committed(change);
    }

    private void finish(Iterable<Future<?>> sent, int end) {
        try {
            for (var change : sent) {
                change.get();
            }
        } catch (ExecutionException e) {
            throw new IllegalStateException("a change failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        next = end;
        await("It has not applied everything", () -> journal.appliedSoFar() == end);
    }

    private void requireEqual() {
        var different = jdbc.queryForObject(DIFFERENT, Integer.class);
        if (!Objects.equals(different, 0)) {
            throw new IllegalStateException("%d of %d copies differ".formatted(different, plan.rows()));
        }
    }

    private void await(String otherwise, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("%s after %s: %d of %d changes are applied"
                        .formatted(otherwise, PATIENCE, journal.appliedSoFar(), next));
            }
            LockSupport.parkNanos(PAUSE);
        }
    }

    private static void print(String name, double value) {
        System.out.printf(Locale.ROOT, "figure %s %f%n", name, value);
    }

    @Override
    public void close() {
        writers.shutdownNow();
    }
}
