package org.chasqui.messaging.books;

import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
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
 * the database says whose turn it is, so that one instance does it; if that ends, another begins the book again after a minute.
 */
public final class Verification implements Worker {

    private static final Logger log = LoggerFactory.getLogger(Verification.class);

    private static final Duration LOOK_AGAIN = Duration.ofSeconds(1);

    /**
     * In the middle of a book. Why a limit: with the part before it is shorter than the minute after which another instance begins the book again.
     */
    private static final Duration LONGEST_REST = Duration.ofSeconds(20);

    private final Map<String, Examination> examinations;
    private final VerificationTable table;
    private final double restForEach;
    private final WakeUp requested = new WakeUp();
    private boolean created;
    private @Nullable Claim current;
    private Run run = new Run(false);
    private long restsUntil = System.nanoTime();

    /**
     * @param interval from the end of an examination to the next one of the same book, at least 1 s
     * @param share most of its time, 0.01 to 1, in which it examines what nobody has asked for: it rests after each part. Why: the time grows with
     *     the tables, and the services have the same processors.
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
        var resting = rest() > 0;
        var kept =
                resting ? Optional.<Claim>empty() : Optional.ofNullable(current).flatMap(table::keep);
        var claim = kept.or(() -> begin(resting));
        if (claim.isPresent() || !resting) {
            current = null; // why: after a failure the book begins again
        }
        claim.ifPresent(this::examine);
        return claim.isEmpty() ? Pass.IDLE : rest() > 0 ? Pass.FINISHED : Pass.PROGRESSED;
    }

    /** @param asked whether only a book that somebody has asked for */
    private Optional<Claim> begin(boolean asked) {
        var claim = table.claim(asked);
        claim.ifPresent(begun -> run = new Run(begun.repair()));
        return claim;
    }

    private void examine(Claim claim) {
        var begin = System.nanoTime();
        var worked = examineNext(claim);
        var end = System.nanoTime();
        restsUntil = claim.asked() || !worked ? end : end + restAfter(end - begin);
    }

    private long restAfter(long nanos) {
        var rest = (long) (restForEach * nanos);
        return current == null ? rest : Math.min(LONGEST_REST.toNanos(), rest);
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
    private boolean examineNext(Claim claim) {
        var name = claim.name();
        try {
            if (Objects.requireNonNull(examinations.get(name)).next(run)) {
                current = claim;
            } else {
                end(claim);
            }
        } catch (NotComparable | QueueUnavailable e) {
            table.waits(claim, String.valueOf(e.getMessage()));
            return false;
        } catch (QueryTimeoutException e) {
            log.warn("{} cannot be examined: it takes longer than the time limit of a statement", name, e);
            table.waits(claim, "it takes longer than the time limit of a statement");
        }
        return true;
    }

    private void end(Claim claim) {
        var name = claim.name();
        run.repaired().forEach(difference -> log.warn("{}: repaired: {}", name, difference));
        if (!run.findings().isEmpty()) {
            log.error("{} has differences: {}", name, run.findings());
        }
        table.verified(claim, run);
    }
}
