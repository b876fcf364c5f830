package org.chasqui.systemtests.drills;

import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.chasqui.systemtests.shop.Eventually;

/** Empties, kills or freezes Redis, or lets it refuse writes. */
final class RedisFaults {

    private static final Duration SAVED_LIMIT = Duration.ofSeconds(30);

    private RedisFaults() {}

    /** Sends {@code FLUSHALL} again and again. */
    static void forget(DrillRound round) {
        long end = System.nanoTime() + round.hold().toNanos();
        while (System.nanoTime() < end) {
            round.load().runFor(Duration.ofMillis(200));
            round.invariants().redis().flush();
            round.count("FLUSHALL", 1);
        }
    }

    /** Kills Redis. Meanwhile orders are accepted and lists are read. */
    static void away(DrillRound round) {
        round.processes().killRedis();
        round.count("times that Redis was killed", 1);
        without(round);
    }

    /** Freezes Redis: it accepts connections and does not answer. */
    static void hang(DrillRound round) {
        round.processes().freezeRedis();
        round.count("times that Redis was frozen", 1);
        without(round);
    }

    private static void without(DrillRound round) {
        var journal = round.load().journal();
        var before = journal.outcomes();
        round.sustainFault();
        round.require(
                journal.count("order", 201) > before.getOrDefault("order 201", 0L),
                "orders must be accepted without Redis");
        journal.outcomes().forEach((outcome, count) -> {
            boolean failure = outcome.contains(" 5") || outcome.equals("no answer");
            round.require(
                    !failure || count.equals(before.get(outcome)),
                    "no client of the gateway may notice that Redis is away, but there was: " + outcome);
        });
    }

    /** Makes Redis refuse writes ({@code MISCONF}), since its last snapshot failed: a directory has the name of the snapshot's file. */
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
            round.sustainFault();
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
                        // why nothing: the caller checks the outcome
                    }
                    return queues.ask(redis -> redis.info("persistence"));
                },
                info -> info.contains("rdb_last_bgsave_status:" + outcome));
    }
}
