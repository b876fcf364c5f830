package org.chasqui.messaging.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives committed events their positions 1, 2, 3 … without gaps.
 *
 * <p>Every instance runs one and none leads: the row lock on the stream's head makes them take turns. Why positions and not the
 * identity column: a transaction with a lower number may commit after one with a higher number, and a reader that has passed the
 * higher one would never see it.
 */
public final class Sequencer implements Worker {

    /** How many events must have come before the settled seq is moved. */
    private static final int SETTLING_STEP = 1000;

    /** The highest seq that has a position, and whether any after the settled one has none. */
    private static final String BACKLOG = """
            SELECT highest_seq, EXISTS (SELECT 1 FROM messaging.event_log WHERE position IS NULL AND seq > settled_seq)
            FROM messaging.stream_head WHERE stream = ?
            """;

    private static final String CREATE_HEAD =
            "INSERT INTO messaging.stream_head (stream) VALUES (?) ON CONFLICT DO NOTHING";

    /** Statement one: take turns. */
    private static final String LOCK_HEAD = """
            SELECT position, settled_seq, candidate_xid <= pg_snapshot_xmin(pg_current_snapshot()) AS candidate_is_settled,
                   candidate_xid > pg_current_xact_id() AS candidate_is_foreign
            FROM messaging.stream_head WHERE stream = ? FOR UPDATE
            """;

    /**
     * Statement two: number what is visible now. Why it is separate: at READ COMMITTED each statement has a snapshot of its own, and
     * only one taken after the lock is sure to see what the previous holder of the lock has numbered.
     */
    private static final String NUMBER = """
            WITH fresh AS (
                SELECT seq, row_number() OVER (ORDER BY seq) AS nth
                FROM (SELECT seq FROM messaging.event_log WHERE position IS NULL AND seq > ? ORDER BY seq LIMIT ?) AS unsequenced
            ), numbered AS (
                UPDATE messaging.event_log SET position = ? + nth FROM fresh WHERE event_log.seq = fresh.seq
                RETURNING event_log.seq
            )
            UPDATE messaging.stream_head
            SET position = position + (SELECT count(*) FROM numbered),
                highest_seq = greatest(highest_seq, (SELECT max(seq) FROM numbered))
            WHERE stream = ?
            RETURNING position
            """;

    /**
     * Statement three, where everything visible was numbered: a settled candidate becomes the settled seq, and there is a new candidate.
     * Parameters: whether the candidate is settled; a seq that had a position before this transaction began; the stream; how far two
     * candidates are apart; again the seq.
     *
     * <p>Why it is safe: a transaction takes its id before it draws a seq. So each transaction that drew a seq up to the candidate has a lower
     * id than the one that noted the candidate. Once all lower ids have ended, the next snapshot sees all that they have written.
     */
    private static final String SETTLE = """
            UPDATE messaging.stream_head
            SET settled_seq = CASE WHEN ? THEN candidate_seq ELSE settled_seq END,
                candidate_seq = ?, candidate_xid = pg_current_xact_id()
            WHERE stream = ? AND candidate_seq + ? <= ?
            """;

    private final String stream;
    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final Settings settings;
    private final WakeUp wakeUp;
    private final List<WakeUp> relays;
    private final FaultPoint faults;

    public Sequencer(
            String stream,
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            Settings settings,
            WakeUp wakeUp,
            List<WakeUp> relays,
            FaultPoint faults) {
        this.stream = stream;
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.settings = settings;
        this.wakeUp = wakeUp;
        this.relays = List.copyOf(relays);
        this.faults = faults;
    }

    @Override
    public String name() {
        return "sequencer " + stream;
    }

    @Override
    public Pass runOnce() {
        // why read first: a transaction that only locks still writes to the disk, and most polls find nothing
        var backlog = backlog();
        if (!backlog.unsequenced()) {
            return Pass.IDLE;
        }
        var numbered = transactions.execute(status -> number(backlog.highest()));
        faults.reached("sequencer.after-commit");
        relays.forEach(WakeUp::call);
        return numbered != null && numbered == settings.batchSize() ? Pass.PROGRESSED : Pass.IDLE;
    }

    @Override
    public void awaitWork() throws InterruptedException {
        wakeUp.await(settings.pollInterval());
    }

    private Backlog backlog() {
        var rows = jdbc.query(BACKLOG, (row, number) -> new Backlog(row.getLong(1), row.getBoolean(2)), stream);
        if (!rows.isEmpty()) {
            return rows.getFirst();
        }
        jdbc.update(CREATE_HEAD, stream);
        return backlog();
    }

    /**
     * @param highest a seq that had a position before this transaction began
     * @return how many events were numbered
     */
    private long number(long highest) {
        var head = lockHead();
        faults.reached("sequencer.after-lock");
        var position = jdbc.queryForObject(
                NUMBER, Long.class, head.settledSeq(), settings.batchSize(), head.position(), stream);
        var numbered = (position == null ? head.position() : position) - head.position();
        if (numbered < settings.batchSize() && (head.candidateIsSettled() || head.candidateIsForeign())) {
            jdbc.update(SETTLE, head.candidateIsSettled(), highest, stream, SETTLING_STEP, highest);
        }
        faults.reached("sequencer.before-commit");
        return numbered;
    }

    private Head lockHead() {
        return Objects.requireNonNull(jdbc.queryForObject(
                LOCK_HEAD,
                (row, number) -> new Head(row.getLong(1), row.getLong(2), row.getBoolean(3), row.getBoolean(4)),
                stream));
    }

    private record Backlog(long highest, boolean unsequenced) {}

    /** @param candidateIsForeign whether its transaction was one of another server, before the database was restored into this one */
    private record Head(long position, long settledSeq, boolean candidateIsSettled, boolean candidateIsForeign) {}

    /**
     * @param batchSize most events numbered in one transaction, 1 to 10,000
     * @param pollInterval pause after a pass without work; a commit in this process ends it early
     */
    public record Settings(
            @DefaultValue("1000") @Min(1) @Max(10_000) int batchSize,
            @DefaultValue("500ms") Duration pollInterval) {}
}
