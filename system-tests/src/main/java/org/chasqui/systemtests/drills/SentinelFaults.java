package org.chasqui.systemtests.drills;

/** Failovers of Redis that lose what it had confirmed. */
final class SentinelFaults {

    private SentinelFaults() {}

    /** The primary dies while its replica is behind; the replica becomes primary as it is. */
    static void laggingReplica(Scene scene) {
        var sentinels = scene.ground().part(Sentinels.class).orElseThrow();
        sentinels.awaitInSync();
        sentinels.cutReplication();
        scene.holdOn();
        scene.count("bytes of Redis lost", sentinels.behind());
        scene.processes().killRedis();
        sentinels.awaitFailover();
        sentinels.mendReplication();
        scene.count("failovers", 1);
    }

    /** The primary stands still, is replaced, and wakes up as a second primary, to which some still write. */
    static void splitBrain(Scene scene) {
        var sentinels = scene.ground().part(Sentinels.class).orElseThrow();
        sentinels.awaitInSync();
        scene.processes().freezeRedis();
        sentinels.awaitFailover();
        scene.holdOn();
        scene.processes().resumeRedis();
        scene.count("times with two primaries", sentinels.shopsOwnIsPrimary() ? 1 : 0);
        scene.holdOn();
    }
}
