package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The directory of this JVM's servers, and the shell that outlives the JVM by a second to end them. That shell waits for the
 * end of its standard input, which the system closes with the JVM, also when it was killed: a shutdown hook would not run then. Shell
 * and servers have sessions of their own, so they outlive even the end of the whole process group, as of an aborted build.
 */
final class LocalServers {

    private static final String WATCH =
            // language=sh
            """
            # A Ctrl-C goes to every process of the terminal; this one still has something to do.
            trap '' HUP INT TERM
            cat > /dev/null
            for file in "$1"/*.pid; do
              [ -e "$file" ] || continue
              read -r signal pid < "$file"
              kill -s "$signal" "$pid" 2> /dev/null
            done
            # why: a PostgreSQL that stops at once still takes its shared memory down.
            sleep 1
            rm -rf "$1"
            """;

    private static final LocalServers INSTANCE = new LocalServers();

    private final Path root;
    private final AtomicInteger directories = new AtomicInteger();

    private LocalServers() {
        try {
            root = Files.createTempDirectory("chasqui-test-").toRealPath();
            // why: a user without rights must pass through to its own directory below.
            Files.setPosixFilePermissions(root, PosixFilePermissions.fromString("rwx--x--x"));
            // The Process is dropped on purpose: its standard input stays open as long as this JVM lives.
            new ProcessBuilder(Programs.detached(List.of("sh", "-c", WATCH, "watch", root.toString())))
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static LocalServers ofThisJvm() {
        return INSTANCE;
    }

    /** A new directory that belongs to the user, and to nobody else. */
    Path newDirectory(String server, LocalUser user) {
        try {
            var directory = Files.createDirectory(
                    root.resolve(server + "-" + directories.incrementAndGet()),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            user.own(directory);
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From now on the process gets the signal when this JVM ends. */
    void watch(Path directory, long pid, String signal) {
        try {
            Files.writeString(pidFile(directory), signal + " " + pid + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The process has ended: its id may soon be another's. */
    void forget(Path directory) {
        try {
            Files.deleteIfExists(pidFile(directory));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path pidFile(Path directory) {
        return root.resolve(directory.getFileName() + ".pid");
    }
}
