package org.chasqui.messaging.outbox;

import java.util.List;
import java.util.stream.Stream;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.RetentionSettings;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.WakeUp;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/** The stream that a service publishes: one sequencer, and a relay for each subscriber so that none waits for another. */
public final class Publication {

    private static final String HEAD = "SELECT coalesce(max(position), 0) FROM messaging.stream_head WHERE stream = ?";

    private static final String OLDEST_UNSEQUENCED = """
            SELECT coalesce(extract(epoch FROM now() - min(created_at)), 0) FROM messaging.event_log WHERE position IS NULL
            """;

    private static final String AGE = """
            SELECT round(extract(epoch FROM now() - created_at), 3) FROM messaging.event_log
            WHERE position > ? ORDER BY position LIMIT 1
            """;

    private final String stream;
    private final JdbcTemplate jdbc;
    private final Sequencer sequencer;
    private final EventLog log;
    private final List<Relay> relays;
    private final Compaction compaction;
    private final Answers answers;
    private final PeriodicWorker compactor;
    private final Forgetting forgetting;
    private final PeriodicWorker forgetter;

    public Publication(
            String stream,
            List<RedisQueue> queues,
            JdbcTemplate jdbc,
            TransactionOperations transactions,
            Sequencer.Settings sequencerSettings,
            Relay.Settings relaySettings,
            RetentionSettings retention,
            FaultPoint faults) {
        this.stream = stream;
        this.jdbc = jdbc;
        var calls = queues.stream().map(queue -> new WakeUp()).toList();
        var recent = new RecentEvents(System::nanoTime);
        sequencer = new Sequencer(stream, jdbc, recent, sequencerSettings, calls, faults);
        log = new JdbcEventLog(stream, jdbc, sequencer::numberBeforeCommit);
        relays = Stream.iterate(0, i -> i < queues.size(), i -> i + 1)
                .map(i -> new Relay(queues.get(i), jdbc, recent, relaySettings, calls.get(i), faults))
                .toList();
        compaction = new Compaction(jdbc, transactions, retention, faults);
        answers = new Answers(stream, queues, jdbc);
        compactor = PeriodicWorker.every(retention.interval(), "compaction " + stream, compaction::runOnce);
        forgetting = new Forgetting(queues, jdbc);
        forgetter = PeriodicWorker.atOnceAndEvery(retention.interval(), "forgetting " + stream, forgetting::runOnce);
    }

    public String stream() {
        return stream;
    }

    public Sequencer sequencer() {
        return sequencer;
    }

    public List<Relay> relays() {
        return relays;
    }

    public Compaction compaction() {
        return compaction;
    }

    /** Answers the verification of subscribers. */
    public Answers answers() {
        return answers;
    }

    /** Compacts the log from time to time. */
    public PeriodicWorker compactor() {
        return compactor;
    }

    /** Takes out of the log and the lists what is to be forgotten, whatever becomes of the compaction. */
    public PeriodicWorker forgetter() {
        return forgetter;
    }

    /** Where the service appends events. */
    public EventLog log() {
        return log;
    }

    /** Position of the newest numbered event, 0 if there is none. */
    public long head() {
        var head = jdbc.queryForObject(HEAD, Long.class, stream);
        return head == null ? 0 : head;
    }

    /** Age of the oldest numbered event after the position, in seconds; 0 if there is none. */
    public double secondsAfter(long position) {
        return jdbc.query(AGE, (row, number) -> row.getDouble(1), position).stream()
                .findFirst()
                .orElse(0.0);
    }

    /** Age of the oldest event that has no position yet, in seconds. */
    public double oldestUnsequencedSeconds() {
        var age = jdbc.queryForObject(OLDEST_UNSEQUENCED, Double.class);
        return age == null ? 0 : age;
    }

    /** How long the oldest event that forgets others waits until the log and the lists no more have these, in seconds; 0 if none does. */
    public double oldestForgettingSeconds() {
        return forgetting.oldestSeconds();
    }
}
