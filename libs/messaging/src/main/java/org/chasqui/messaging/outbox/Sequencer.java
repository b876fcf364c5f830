package org.chasqui.messaging.outbox;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.time.Duration;
import java.util.List;
import org.chasqui.messaging.outbox.EventLogReader.LoggedEvent;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;

/**
 * Gives committed events, and those of a transaction that is about to commit, their positions 1, 2, 3 … without gaps.
 *
 * <p>Every instance runs one and none leads: the row lock on the stream's head makes them take turns. Why positions and not the
 * identity column: a transaction with a lower number may commit after one with a higher number, and a reader that has passed the
 * higher one would never see it.
 */
public final class Sequencer implements Worker {

    /** How many events must have come before the settled seq is moved. */
    private static final int SETTLING_STEP = 1000;

    /** Why a function: a numbering is one call for the service, and not a transaction of four statements. */
    private static final String NUMBER = LoggedEvent.SELECT + "FROM messaging.number_events(?, ?, ?) ORDER BY position";

    private final String stream;
    private final JdbcTemplate jdbc;
    private final RowMapper<LoggedEvent> events;
    private final RecentEvents recent;
    private final Settings settings;
    private final WakeUp wakeUp = new WakeUp();
    private final List<WakeUp> relays;
    private final FaultPoint faults;

    /** Whether the last numbering succeeded and left nothing: then a transaction finds little but its own events. */
    private volatile boolean idle;

    Sequencer(
            String stream,
            JdbcTemplate jdbc,
            RecentEvents recent,
            Settings settings,
            List<WakeUp> relays,
            FaultPoint faults) {
        this.stream = stream;
        this.jdbc = jdbc;
        this.recent = recent;
        events = LoggedEvent.of(stream);
        this.settings = settings;
        this.relays = List.copyOf(relays);
        this.faults = faults;
    }

    @Override
    public String name() {
        return "sequencer " + stream;
    }

    @Override
    public Pass runOnce() {
        var wasIdle = idle;
        idle = false;
        var begun = recent.now();
        var numbered = number(SETTLING_STEP);
        if (numbered.isEmpty()) {
            idle = wasIdle; // why not true: nothing shows that a numbering would succeed again
            return Pass.IDLE;
        }
        publish(begun, numbered);
        idle = !isMoreLeft(numbered);
        return idle ? Pass.IDLE : Pass.PROGRESSED;
    }

    /**
     * Numbers the events of the calling thread's transaction as its last statement, with others that are committed, if nobody else is at it.
     * Without this, each event would wait for another thread and another commit.
     *
     * @return what is to be done after the commit
     */
    Runnable numberBeforeCommit() {
        if (!idle) {
            return wakeUp::call; // why: where many commit at once, it is cheaper to number their events together
        }
        idle = false; // why: if it fails, the next transaction must not fail of it, too
        var begun = recent.now();
        var numbered = number(null);
        if (numbered.isEmpty()) {
            return wakeUp::call;
        }
        var moreLeft = isMoreLeft(numbered);
        idle = !moreLeft;
        faults.reached("sequencer.before-commit");
        return () -> {
            publish(begun, numbered);
            if (moreLeft) {
                wakeUp.call();
            }
        };
    }

    /** @param settlingStep null in the transaction of the events */
    private List<LoggedEvent> number(@Nullable Integer settlingStep) {
        return jdbc.query(NUMBER, events, stream, settings.batchSize(), settlingStep);
    }

    /** Why not exact: the first may be the event before them, and then one more call finds nothing. */
    private boolean isMoreLeft(List<LoggedEvent> numbered) {
        return numbered.size() >= settings.batchSize();
    }

    private void publish(long begun, List<LoggedEvent> numbered) {
        faults.reached("sequencer.after-commit");
        recent.add(begun, numbered);
        relays.forEach(WakeUp::call);
    }

    @Override
    public void awaitWork() throws InterruptedException {
        wakeUp.await(settings.pollInterval());
    }

    /**
     * @param batchSize most events numbered in one transaction, and then held in memory, 1 to 1,000
     * @param pollInterval pause after a pass without work; a commit in this process ends it early
     */
    public record Settings(
            @DefaultValue("200") @Min(1) @Max(1_000) int batchSize,
            @DefaultValue("500ms") Duration pollInterval) {}
}
