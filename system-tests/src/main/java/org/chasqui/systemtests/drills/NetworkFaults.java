package org.chasqui.systemtests.drills;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.systemtests.processes.ServerProxy;
import org.chasqui.systemtests.processes.ServerProxy.Connection;

/** Networks that cut, lose, hold up and slow down what passes between the services and a server. */
final class NetworkFaults {

    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    /** So late that whoever sent it has looked again before. */
    private static final Duration LATE = Duration.ofMillis(2500);

    private NetworkFaults() {}

    static Fault cut(Which which) {
        return round -> {
            var proxy = which.of(round);
            long end = System.nanoTime() + round.hold().toNanos();
            while (System.nanoTime() < end) {
                round.count("connections cut", proxy.cut());
                round.load().goOnFor(Duration.ofMillis(100 + round.random().nextInt(400)));
            }
        };
    }

    static Fault halfOpen(Which which) {
        return round -> {
            round.count("connections left half open", which.of(round).leaveHalfOpen());
            round.holdFault();
        };
    }

    /** Nothing passes, in neither direction, and nobody is told. Afterwards everything arrives. */
    static Fault stall(Which which) {
        return round -> {
            var proxy = which.of(round);
            var held = new AtomicLong();
            long end = System.nanoTime() + round.hold().toNanos();
            proxy.meet((connection, toServer, bytes, length) -> {
                held.incrementAndGet();
                sleepUntil(end);
                return true;
            });
            round.holdFault();
            round.count("packets held up", held.get());
        };
    }

    static Fault slow(Which which, int mostMillis) {
        return round -> {
            var proxy = which.of(round);
            var slowed = new AtomicLong();
            proxy.meet((connection, toServer, bytes, length) -> {
                slowed.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(1 + Math.floorMod(System.nanoTime(), (long) mostMillis));
                return true;
            });
            round.holdFault();
            round.count("packets slowed down", slowed.get());
        };
    }

    /** One COMMIT in ten is lost, carried out late or never answered; the service cannot know which. */
    static void breakCommits(DrillRound round) {
        var lost = new AtomicLong();
        var late = new AtomicLong();
        var unanswered = new AtomicLong();
        var commits = new AtomicLong();
        round.environment().proxies().postgres().meet((connection, toServer, bytes, length) -> {
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
        round.holdFault();
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

    /** Which of the two lines. */
    enum Which {
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
