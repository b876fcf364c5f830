package org.chasqui.systemtests.drills;

/** Failovers of Redis that lose what it had confirmed. */
final class SentinelFaults {

    private SentinelFaults() {}

    /** The primary dies while its replica is behind; the replica becomes primary as it is. */
    static void laggingReplica(DrillRound round) {
        var sentinels = round.environment().part(Sentinels.class).orElseThrow();
        sentinels.awaitInSync();
        sentinels.cutReplication();
        round.holdFault();
        round.count("bytes of Redis lost", sentinels.behind());
        round.processes().killRedis();
        sentinels.awaitFailover();
        sentinels.mendReplication();
        round.count("failovers", 1);
    }

    /** The primary stands still, is replaced, and wakes up as a second primary, to which some still write. */
    static void splitBrain(DrillRound round) {
        var sentinels = round.environment().part(Sentinels.class).orElseThrow();
        sentinels.awaitInSync();
        round.processes().freezeRedis();
        sentinels.awaitFailover();
        round.holdFault();
        round.processes().resumeRedis();
        round.count("times with two primaries", sentinels.shopsOwnIsPrimary() ? 1 : 0);
        round.holdFault();
    }
}
