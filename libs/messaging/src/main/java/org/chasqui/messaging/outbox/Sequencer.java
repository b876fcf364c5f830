package org.chasqui.messaging.outbox;

import java.util.List;
import org.chasqui.messaging.FaultPoint;
import org.chasqui.messaging.runtime.Pass;
import org.chasqui.messaging.runtime.WakeUp;
import org.chasqui.messaging.runtime.Worker;
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

    private static final String ANY_UNSEQUENCED =
            "SELECT EXISTS (SELECT 1 FROM messaging.event_log WHERE position IS NULL)";

    private static final String CREATE_HEAD =
            "INSERT INTO messaging.stream_head (stream) VALUES (?) ON CONFLICT DO NOTHING";

    /** Statement one: take turns. */
    private static final String LOCK_HEAD = "SELECT position FROM messaging.stream_head WHERE stream = ? FOR UPDATE";

    /**
     * Statement two: number what is visible now. Why it is separate: at READ COMMITTED each statement has a snapshot of its own, and
     * only one taken after the lock is sure to see what the previous holder of the lock has numbered.
     */
    private static final String NUMBER = """
            WITH fresh AS (
                SELECT seq, row_number() OVER (ORDER BY seq) AS nth
                FROM (SELECT seq FROM messaging.event_log WHERE position IS NULL ORDER BY seq LIMIT ?) AS unsequenced
            ), numbered AS (
                UPDATE messaging.event_log SET position = ? + nth FROM fresh WHERE event_log.seq = fresh.seq RETURNING 1
            )
            UPDATE messaging.stream_head SET position = position + (SELECT count(*) FROM numbered) WHERE stream = ?
            RETURNING position
            """;

    private final String stream;
    private final JdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final SequencerSettings settings;
    private final WakeUp wakeUp;
    private final List<WakeUp> relays;
    private final FaultPoint faults;

    public Sequencer(
            String stream,
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            SequencerSettings settings,
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
        // why ask first: a transaction that only locks still writes to the disk, and most polls find nothing
        if (!Boolean.TRUE.equals(jdbc.queryForObject(ANY_UNSEQUENCED, Boolean.class))) {
            return Pass.IDLE;
        }
        var numbered = transactions.execute(status -> number());
        faults.reached("sequencer.after-commit");
        relays.forEach(WakeUp::call);
        return numbered != null && numbered == settings.batchSize() ? Pass.PROGRESSED : Pass.IDLE;
    }

    @Override
    public void awaitWork() throws InterruptedException {
        wakeUp.await(settings.pollInterval());
    }

    /** @return how many events were numbered */
    private long number() {
        var before = lockHead();
        faults.reached("sequencer.after-lock");
        var after = jdbc.queryForObject(NUMBER, Long.class, settings.batchSize(), before, stream);
        faults.reached("sequencer.before-commit");
        return (after == null ? before : after) - before;
    }

    private long lockHead() {
        var heads = jdbc.queryForList(LOCK_HEAD, Long.class, stream);
        if (!heads.isEmpty()) {
            return heads.getFirst();
        }
        jdbc.update(CREATE_HEAD, stream);
        return lockHead();
    }
}
