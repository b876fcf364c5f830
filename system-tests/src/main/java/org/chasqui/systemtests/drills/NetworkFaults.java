package org.chasqui.systemtests.drills;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.systemtests.processes.ServerProxy;
import org.chasqui.systemtests.processes.ServerProxy.Connection;

/** Cuts, drops, holds up and delays what passes between the services and a server. */
final class NetworkFaults {

    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    /** So late that the sender has checked the outcome before. */
    private static final Duration LATE = Duration.ofMillis(2500);

    private NetworkFaults() {}

    static Fault cut(Target target) {
        return round -> {
            var proxy = target.of(round);
            long end = System.nanoTime() + round.hold().toNanos();
            while (System.nanoTime() < end) {
                round.count("connections cut", proxy.cut());
                round.load().runFor(Duration.ofMillis(100 + round.random().nextInt(400)));
            }
        };
    }

    static Fault halfOpen(Target target) {
        return round -> {
            round.count("connections left half open", target.of(round).leaveHalfOpen());
            round.sustainFault();
        };
    }

    /** Holds everything in both directions without an error. Afterwards everything arrives. */
    static Fault stall(Target target) {
        return round -> {
            var proxy = target.of(round);
            var held = new AtomicLong();
            long end = System.nanoTime() + round.hold().toNanos();
            proxy.disturb((connection, toServer, bytes, length) -> {
                held.incrementAndGet();
                sleepUntil(end);
                return true;
            });
            round.sustainFault();
            round.count("packets held up", held.get());
        };
    }

    static Fault slow(Target target, int mostMillis) {
        return round -> {
            var proxy = target.of(round);
            var slowed = new AtomicLong();
            proxy.disturb((connection, toServer, bytes, length) -> {
                slowed.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(1 + Math.floorMod(System.nanoTime(), (long) mostMillis));
                return true;
            });
            round.sustainFault();
            round.count("packets slowed down", slowed.get());
        };
    }

    /** Loses, delays or never answers one COMMIT in ten. The service cannot know which. */
    static void breakCommits(DrillRound round) {
        var lost = new AtomicLong();
        var late = new AtomicLong();
        var unanswered = new AtomicLong();
        var commits = new AtomicLong();
        round.environment().proxies().postgres().disturb((connection, toServer, bytes, length) -> {
            if (!toServer || !isCommit(bytes, length)) {
                return true;
            }
            return switch ((int) (commits.incrementAndGet() % 40)) {
                case 10 -> {
                    lost.incrementAndGet();
                    connection.cut();
                    yield false;
                }
                case 20 -> {
                    late.incrementAndGet();
                    passOnLater(connection);
                    yield true;
                }
                case 30, 35 -> {
                    unanswered.incrementAndGet();
                    connection.muteServer();
                    yield true;
                }
                default -> true;
            };
        });
        round.sustainFault();
        round.count("COMMITs lost", lost.get());
        round.count("COMMITs passed on late", late.get());
        round.count("COMMITs without an answer", unanswered.get());
    }

    private static void passOnLater(Connection connection) throws InterruptedException {
        connection.cutClient();
        TimeUnit.NANOSECONDS.sleep(LATE.toNanos());
    }

    private static boolean isCommit(byte[] bytes, int length) {
        for (int i = 0; i <= length - COMMIT.length; i++) {
            if (Arrays.equals(bytes, i, i + COMMIT.length, COMMIT, 0, COMMIT.length)) {
                return true;
            }
        }
        return false;
    }

    private static void sleepUntil(long nanoTime) throws InterruptedException {
        long left = nanoTime - System.nanoTime();
        if (left > 0) {
            TimeUnit.NANOSECONDS.sleep(left);
        }
    }

    /** The server whose connections a fault disturbs. */
    enum Target {
        POSTGRES {
            @Override
            ServerProxy of(DrillRound round) {
                return round.environment().proxies().postgres();
            }
        },
        REDIS {
            @Override
            ServerProxy of(DrillRound round) {
                return round.environment().proxies().redis();
            }
        };

        abstract ServerProxy of(DrillRound round);
    }
}
