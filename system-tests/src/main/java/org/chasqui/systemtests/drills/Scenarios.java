package org.chasqui.systemtests.drills;

import static org.chasqui.systemtests.drills.NetworkFaults.Target.POSTGRES;
import static org.chasqui.systemtests.drills.NetworkFaults.Target.REDIS;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** All drills. */
public final class Scenarios {

    private static final List<Scenario> ALL = List.of(
            Scenario.of("kill-one", "one service after the other is killed", 0, ProcessFaults::killOne),
            Scenario.of("kill-all", "all six services are killed at once", 0, ProcessFaults::killAll),
            Scenario.of(
                    "oversell",
                    "300 customers order 150 items while the services that decide are killed",
                    0,
                    OversellFault::inject),
            Scenario.of("stop", "a service is stopped (SIGSTOP) for longer than its lease", 12, ProcessFaults::stop),
            Scenario.of(
                    "stop-in-transaction",
                    "a service is stopped inside a transaction, which PostgreSQL ends",
                    12,
                    ProcessFaults::stopInTransaction),
            Scenario.of(
                    "postgres-crash", "PostgreSQL aborts as in a power cut, and recovers", 0, PostgresFaults::crash),
            Scenario.of(
                    "postgres-sessions",
                    "PostgreSQL ends sessions at random and at COMMIT",
                    5,
                    PostgresFaults::endSessions),
            Scenario.of(
                    "postgres-full",
                    "PostgreSQL has no connection left (53300)",
                    10,
                    PostgresFaults::takeAllConnections),
            Scenario.of("postgres-cut", "connections to PostgreSQL are cut", 5, NetworkFaults.cut(POSTGRES)),
            Scenario.of(
                    "postgres-half-open",
                    "connections to PostgreSQL are left half open",
                    5,
                    NetworkFaults.halfOpen(POSTGRES)),
            Scenario.of("postgres-stall", "no packets pass to or from PostgreSQL", 15, NetworkFaults.stall(POSTGRES)),
            Scenario.of(
                    "postgres-slow",
                    "packets to and from PostgreSQL are delayed by up to 50 ms",
                    15,
                    NetworkFaults.slow(POSTGRES, 50)),
            Scenario.of(
                    "commit", "COMMITs are lost, passed on late, or never answered", 15, NetworkFaults::breakCommits),
            Scenario.of("redis-flush", "Redis is emptied again and again", 5, RedisFaults::forget),
            Scenario.of("redis-away", "Redis is down for ten minutes", 600, RedisFaults::away),
            Scenario.of("redis-hang", "Redis accepts connections and does not answer", 15, RedisFaults::hang),
            Scenario.of("redis-misconf", "Redis refuses to write (MISCONF)", 15, RedisFaults::refuseToWrite),
            Scenario.of("redis-cut", "connections to Redis are cut", 5, NetworkFaults.cut(REDIS)),
            Scenario.of("redis-half-open", "connections to Redis are left half open", 5, NetworkFaults.halfOpen(REDIS)),
            Scenario.of("redis-stall", "no packets pass to or from Redis", 15, NetworkFaults.stall(REDIS)),
            Scenario.of(
                    "redis-slow",
                    "packets to and from Redis are delayed by up to 500 ms",
                    15,
                    NetworkFaults.slow(REDIS, 500)),
            Scenario.of("far-behind", "a subscriber is 200,000 events behind", 0, Backlogs::farBehind),
            Scenario.of("slow-subscriber", "a slow subscriber beside a quick one", 15, Backlogs::slowBesideQuick),
            Scenario.of(
                            "sentinel-lag",
                            "Redis fails over to a replica that is behind",
                            6,
                            SentinelFaults::laggingReplica)
                    .on(EnvironmentKind.SENTINEL),
            Scenario.of("sentinel-split", "two Redis servers act as primary", 6, SentinelFaults::splitBrain)
                    .on(EnvironmentKind.SENTINEL),
            Scenario.of("disk-full", "the disk of PostgreSQL is full (root only)", 15, SmallDisk::fillUp)
                    .on(EnvironmentKind.SMALL_DISK));

    private Scenarios() {}

    /** @param old directory with a built older release */
    static Scenario twoReleases(Path old) {
        return Scenario.of("two-releases", "an older release runs beside this one", 20, new TwoReleases(old));
    }

    public static List<Scenario> all() {
        return ALL;
    }

    public static Optional<Scenario> named(String name) {
        return ALL.stream().filter(scenario -> scenario.name().equals(name)).findFirst();
    }
}
