package org.chasqui.messaging.books;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.chasqui.messaging.books.Examination.NotComparable;
import org.chasqui.messaging.books.Examination.Run;
import org.chasqui.messaging.books.VerificationTable.Claim;
import org.chasqui.messaging.queue.RedisQueue.QueueUnavailable;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker;
import org.hibernate.validator.constraints.time.DurationMin;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Examines the books of a service, one after the other and a part in each pass, from time to time and when an operator asks for it. A row of
 * the database says whose turn it is, so that one instance does it; if that ends, another begins the book again after a
 * minute, or after twice the time limit of a statement where that is longer.
 */
public final class Verification implements Worker {

    private static final Logger log = LoggerFactory.getLogger(Verification.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /**
     * In the middle of a book. Why a limit: with the part before it is shorter than the time after which another instance begins the book again.
     */
    private static final Duration LONGEST_REST = Duration.ofSeconds(20);

    private final Map<String, Examination> examinations;
    private final VerificationTable table;
    private final double restForEach;
    private final WakeUp requested = new WakeUp();
    private boolean created;
    private final Map<Boolean, Work> underWay = new HashMap<>(); // one that was asked for, and one that was not
    private long restsUntil = System.nanoTime();

    /**
     * @param interval from the end of an examination to the next one of the same book, at least 1 s
     * @param share of its time, 0.01 to 1, in which it examines what nobody has asked for: it rests after each part. A part of more than 0.4 s takes
     *     more than a fiftieth, since a rest within a book is 20 s at most. Why: the time grows with the tables, and the services have the same processors.
     */
    public record Settings(
            @DefaultValue("15m") @DurationMin(seconds = 1) Duration interval,

            @DefaultValue("0.02") @DecimalMin("0.01") @DecimalMax("1")
            double share) {}

    /**
     * What is known of a book.
     *
     * @param verifiedAt when it was examined last; null before the first time
     * @param ageSeconds time since then, or since there is the book
     * @param rows that were compared then
     * @param differences that were found, at most {@value Examination#MOST_FINDINGS}
     * @param repaired differences that were repaired then
     * @param waits why it could not be examined since; null if it could
     * @param pending whether somebody has asked for it, and has no answer yet
     */
    public record Result(
            String name,
            @Nullable Instant verifiedAt,
            double ageSeconds,
            long rows,
            List<String> differences,
            List<String> repaired,
            @Nullable String waits,
            boolean pending) {}

    public Verification(Collection<Examination> examinations, JdbcTemplate jdbc, Settings settings) {
        this.examinations = examinations.stream().collect(Collectors.toMap(Examination::name, Function.identity()));
        table = new VerificationTable(jdbc, settings.interval(), this.examinations.keySet());
        restForEach = 1 / settings.share() - 1;
    }

    @Override
    public String name() {
        return "verification";
    }

    public Collection<String> books() {
        return examinations.keySet();
    }

    public List<Result> results() {
        return table.results();
    }

    public Optional<Result> result(String book) {
        return results().stream().filter(result -> result.name().equals(book)).findFirst();
    }

    /** Examines all books as soon as an instance is free, without rests; {@link Result#pending} says until when. */
    public void request(boolean repair) {
        request(books(), repair);
    }

    /** Examines some of the books as soon as an instance is free. A repair that was asked for before is made, too. */
    public void request(Collection<String> books, boolean repair) {
        table.request(books, repair);
        requested.call();
    }

    @Override
    public Pass runOnce() {
        create();
        var free = rest() <= 0;
        // why not if nothing is under way: the other claim takes what was asked for first
        var asked = free && underWay.isEmpty() ? Optional.<Work>empty() : next(true);
        var work = asked.or(() -> free ? next(false) : Optional.empty());
        work.ifPresent(this::examine);
        return work.map(done -> done.claim().asked() || rest() <= 0 ? Pass.PROGRESSED : Pass.FINISHED)
                .orElse(Pass.IDLE);
    }

    /**
     * What comes next of the books that somebody has asked for, or of the others. Why it is removed: after a failure the book begins again, as it does
     * if another instance has claimed it since.
     */
    private Optional<Work> next(boolean asked) {
        return Optional.ofNullable(underWay.remove(asked))
                .flatMap(work -> table.keep(work.claim()).map(work::kept))
                .or(() -> table.claim(asked).map(Work::begin));
    }

    private void examine(Work work) {
        var begin = System.nanoTime();
        var worked = examineNext(work);
        var end = System.nanoTime();
        if (!work.claim().asked()) {
            restsUntil = end + (worked ? restAfter(end - begin) : restFromWaiting());
        }
    }

    private long restAfter(long nanos) {
        var rest = (long) (restForEach * nanos);
        return underWay.containsKey(false) ? Math.min(LONGEST_REST.toNanos(), rest) : rest;
    }

    private long restFromWaiting() {
        return underWay.containsKey(false) ? LOOK_AGAIN.toNanos() : 0;
    }

    @Override
    public void awaitWork() throws InterruptedException {
        var rest = rest();
        requested.await(rest > 0 && rest < LOOK_AGAIN.toNanos() ? Duration.ofNanos(rest) : LOOK_AGAIN);
    }

    /** In nanoseconds, not above 0 when it is over. */
    private long rest() {
        return restsUntil - System.nanoTime();
    }

    private void create() {
        if (!created) {
            table.create();
            created = true;
        }
    }

    /** Returns false if it could only wait, for the publisher or for Redis. */
    private boolean examineNext(Work work) {
        var claim = work.claim();
        var name = claim.name();
        try {
            if (Objects.requireNonNull(examinations.get(name)).next(work.run())) {
                underWay.put(claim.asked(), work.went());
            } else {
                end(claim, work.run());
            }
        } catch (NotComparable | QueueUnavailable e) {
            if (work.mayWait()) {
                underWay.put(claim.asked(), work.waited());
            } else {
                table.waits(claim, String.valueOf(e.getMessage()), true);
            }
            return false;
        } catch (QueryTimeoutException e) {
            log.warn("{} cannot be examined: it takes longer than the time limit of a statement", name, e);
            table.waits(claim, "it takes longer than the time limit of a statement", false);
        }
        return true;
    }

    private void end(Claim claim, Run run) {
        var name = claim.name();
        run.repaired().forEach(difference -> log.warn("{}: repaired: {}", name, difference));
        if (!run.findings().isEmpty()) {
            log.error("{} has differences: {}", name, run.findings());
        }
        table.verified(claim, run);
    }

    /**
     * A book that is being examined.
     *
     * @param waits how often its next part could not be examined
     */
    private record Work(Claim claim, Run run, int waits) {

        /** A publisher that is silent takes 5 s each time. Why not more: the other books wait meanwhile. */
        private static final int MOST_WAITS = 10;

        static Work begin(Claim claim) {
            return new Work(claim, new Run(claim.repair()), 0);
        }

        Work kept(Claim again) {
            return new Work(again, run, waits);
        }

        Work went() {
            return new Work(claim, run, 0);
        }

        Work waited() {
            run.forgetPart();
            return new Work(claim, run, waits + 1);
        }

        /** Whether it stays where it is until its publisher or Redis is back, since hours may have led there. */
        boolean mayWait() {
            return !claim.asked() && run.hasBegun() && waits < MOST_WAITS;
        }
    }
}
