package org.chasqui.systemtests.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;

/** Puts PostgreSQL's data on its own small file system and fills it. Only root can mount one. */
final class SmallDisk implements AutoCloseable {

    /** Enough for the write-ahead log that PostgreSQL keeps ({@code max_wal_size}), and a little more. */
    private static final String SIZE = "1500m";

    private static final String FULL = "No space left on device";

    private final Path data;

    private SmallDisk(Path data) {
        this.data = data;
    }

    /** Whether this account may mount a file system. */
    static boolean isPossible() {
        try {
            var probe = Files.createTempDirectory("chasqui-disk");
            run(List.of("mount", "-t", "tmpfs", "-o", "size=1m", "none", probe.toString()));
            run(List.of("umount", probe.toString()));
            Files.delete(probe);
            return true;
        } catch (IOException | IllegalStateException e) {
            return false;
        }
    }

    static DrillEnvironment open(Path home) {
        var processes = ShopProcesses.start(home);
        try {
            processes.stop();
            var disk = new SmallDisk(processes.home().resolve("data/postgres"));
            disk.mount();
            processes.up();
            return DrillEnvironment.of(processes, disk);
        } catch (IOException e) {
            processes.close();
            throw new UncheckedIOException(e);
        } catch (RuntimeException e) {
            processes.close();
            throw e;
        }
    }

    private void mount() throws IOException {
        var kept = data.resolveSibling("postgres.kept");
        Files.move(data, kept);
        Files.createDirectory(data);
        run(List.of("mount", "-t", "tmpfs", "-o", "size=" + SIZE, "none", data.toString()));
        run(List.of("cp", "-a", kept + "/.", data.toString()));
        run(List.of("chown", "--reference=" + kept, data.toString()));
        run(List.of("chmod", "--reference=" + kept, data.toString()));
        run(List.of("rm", "-r", kept.toString()));
    }

    /** Leaves no space, and makes PostgreSQL need more. */
    static void fillUp(DrillRound round) throws IOException {
        var disk = round.environment().part(SmallDisk.class).orElseThrow();
        var ballast = disk.data.resolve("ballast");
        long complaints = complaints(round);
        try {
            disk.fill(ballast);
            round.load().runFor(round.hold().dividedBy(2));
            // why: rows and their index still fit into existing pages; the next file of the log does not fit
            askForMoreLog(round);
            round.load().runFor(round.hold().dividedBy(2));
        } finally {
            Files.deleteIfExists(ballast);
        }
        round.count("complaints about a full disk", complaints(round) - complaints);
    }

    private void fill(Path ballast) throws IOException {
        Files.createFile(ballast);
        run(List.of(
                "fallocate", "--length", Long.toString(Files.getFileStore(data).getUsableSpace()), ballast.toString()));
    }

    private static void askForMoreLog(DrillRound round) {
        try {
            round.invariants().asAdministrator(Service.ORDERS_COMMANDS).rows("SELECT pg_switch_wal()");
        } catch (RuntimeException e) {
            // why nothing: PostgreSQL may have stopped after this statement
        }
    }

    private static long complaints(DrillRound round) {
        return round.processes()
                .log("postgres")
                .lines()
                .filter(line -> line.contains(FULL))
                .count();
    }

    @Override
    public void close() {
        run(List.of("umount", data.toString()));
    }

    private static void run(List<String> command) {
        try {
            var process = new ProcessBuilder(command).redirectErrorStream(true).start();
            var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (process.waitFor() != 0) {
                throw new IllegalStateException(command + ": " + said.strip());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
