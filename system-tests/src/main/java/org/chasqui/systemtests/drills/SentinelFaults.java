package org.chasqui.systemtests.drills;

/** Makes Redis fail over and lose confirmed writes. */
final class SentinelFaults {

    private SentinelFaults() {}

    /** Kills the primary while its replica is behind. The replica becomes primary without the missing writes. */
    static void laggingReplica(DrillRound round) {
        var sentinels = round.environment().part(Sentinels.class).orElseThrow();
        sentinels.awaitInSync();
        sentinels.cutReplication();
        round.sustainFault();
        round.count("bytes of Redis lost", sentinels.behind());
        round.processes().killRedis();
        sentinels.awaitFailover();
        sentinels.mendReplication();
        round.count("failovers", 1);
    }

    /** Freezes the primary until it is replaced. It wakes up as a second primary, to which some clients still write. */
    static void splitBrain(DrillRound round) {
        var sentinels = round.environment().part(Sentinels.class).orElseThrow();
        sentinels.awaitInSync();
        round.processes().freezeRedis();
        sentinels.awaitFailover();
        round.sustainFault();
        round.processes().resumeRedis();
        round.count("times with two primaries", sentinels.shopsOwnIsPrimary() ? 1 : 0);
        round.sustainFault();
    }
}
