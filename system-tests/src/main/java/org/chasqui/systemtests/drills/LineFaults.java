package org.chasqui.systemtests.drills;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.chasqui.systemtests.processes.Line;
import org.chasqui.systemtests.processes.Line.Connection;

/** Networks that cut, lose, hold up and slow down what passes between the services and a server. */
final class LineFaults {

    private static final byte[] COMMIT = "COMMIT".getBytes(StandardCharsets.US_ASCII);

    /** So late that whoever sent it has looked again before. */
    private static final Duration LATE = Duration.ofMillis(2500);

    private LineFaults() {}

    static Fault cut(Which which) {
        return scene -> {
            var line = which.of(scene);
            long end = System.nanoTime() + scene.hold().toNanos();
            while (System.nanoTime() < end) {
                scene.count("connections cut", line.cut());
                scene.load().goOnFor(Duration.ofMillis(100 + scene.random().nextInt(400)));
            }
        };
    }

    static Fault halfOpen(Which which) {
        return scene -> {
            scene.count("connections left half open", which.of(scene).leaveHalfOpen());
            scene.holdOn();
        };
    }

    /** Nothing passes, in neither direction, and nobody is told. Afterwards everything arrives. */
    static Fault stall(Which which) {
        return scene -> {
            var line = which.of(scene);
            var held = new AtomicLong();
            long end = System.nanoTime() + scene.hold().toNanos();
            line.meet((connection, toServer, bytes, length) -> {
                held.incrementAndGet();
                sleepUntil(end);
                return true;
            });
            scene.holdOn();
            scene.count("packets held up", held.get());
        };
    }

    static Fault slow(Which which, int mostMillis) {
        return scene -> {
            var line = which.of(scene);
            var slowed = new AtomicLong();
            line.meet((connection, toServer, bytes, length) -> {
                slowed.incrementAndGet();
                TimeUnit.MILLISECONDS.sleep(1 + Math.floorMod(System.nanoTime(), (long) mostMillis));
                return true;
            });
            scene.holdOn();
            scene.count("packets slowed down", slowed.get());
        };
    }

    /** One COMMIT in ten is lost, carried out late or never answered; the service cannot know which. */
    static void breakCommits(Scene scene) {
        var lost = new AtomicLong();
        var late = new AtomicLong();
        var unanswered = new AtomicLong();
        var commits = new AtomicLong();
        scene.ground().lines().postgres().meet((connection, toServer, bytes, length) -> {
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
        scene.holdOn();
        scene.count("COMMITs lost", lost.get());
        scene.count("COMMITs passed on late", late.get());
        scene.count("COMMITs without an answer", unanswered.get());
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
            Line of(Scene scene) {
                return scene.ground().lines().postgres();
            }
        },
        REDIS {
            @Override
            Line of(Scene scene) {
                return scene.ground().lines().redis();
            }
        };

        abstract Line of(Scene scene);
    }
}
