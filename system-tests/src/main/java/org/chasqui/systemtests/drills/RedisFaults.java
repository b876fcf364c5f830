package org.chasqui.systemtests.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.chasqui.systemtests.shop.Eventually;

/** A Redis that forgets, is away, stands still, or refuses to write. */
final class RedisFaults {

    private static final Duration SAVED_LIMIT = Duration.ofSeconds(30);

    private RedisFaults() {}

    /** {@code FLUSHALL}, again and again. */
    static void forget(DrillRound round) {
        long end = System.nanoTime() + round.hold().toNanos();
        while (System.nanoTime() < end) {
            round.load().goOnFor(Duration.ofMillis(200));
            round.invariants().redis().flush();
            round.count("FLUSHALL", 1);
        }
    }

    /** Orders are taken and lists are read all the time. */
    static void away(DrillRound round) {
        round.processes().killRedis();
        round.count("deaths of Redis", 1);
        without(round);
    }

    /** Takes connections and answers nobody. */
    static void hang(DrillRound round) {
        round.processes().freezeRedis();
        round.count("times that Redis stood still", 1);
        without(round);
    }

    private static void without(DrillRound round) {
        var journal = round.load().journal();
        var before = journal.outcomes();
        round.holdFault();
        round.require(
                journal.count("order", 201) > before.getOrDefault("order 201", 0L),
                "without Redis orders are accepted");
        journal.outcomes().forEach((outcome, count) -> {
            boolean failure = outcome.contains(" 5") || outcome.equals("no answer");
            round.require(
                    !failure || count.equals(before.get(outcome)),
                    "without Redis nobody at the gateway notices, but there was: " + outcome);
        });
    }

    /**
     * Redis refuses to write ({@code MISCONF}) since its last snapshot has failed: where it would move the file to, there is a
     * directory.
     */
    static void refuseToWrite(DrillRound round) throws IOException {
        var queues = round.invariants().redis();
        var obstacle = round.processes().home().resolve("data/redis/dump.rdb");
        Files.deleteIfExists(obstacle);
        Files.createDirectory(obstacle);
        long refused = queues.info("errorstat_MISCONF");
        try {
            queues.ask(redis -> redis.configSet("save", "3600 1"));
            queues.ask(redis -> redis.configSet("stop-writes-on-bgsave-error", "yes"));
            save(round, "err");
            round.holdFault();
            round.count("writes refused with MISCONF", queues.info("errorstat_MISCONF") - refused);
        } finally {
            Files.delete(obstacle);
            save(round, "ok");
            queues.ask(redis -> redis.configSet("save", ""));
        }
    }

    private static void save(DrillRound round, String outcome) {
        var queues = round.invariants().redis();
        Eventually.eventually(
                SAVED_LIMIT,
                () -> {
                    try {
                        queues.ask(redis -> redis.bgsave());
                    } catch (RuntimeException savingAlready) {
                        // why nothing: its outcome is looked at
                    }
                    return queues.ask(redis -> redis.info("persistence"));
                },
                info -> info.contains("rdb_last_bgsave_status:" + outcome));
    }
}
