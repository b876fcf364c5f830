package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The directory of this JVM's servers, and a shell that ends them after the JVM. The shell waits until its standard input is closed. The
 * system closes it when the JVM ends, also when the JVM is killed and runs no shutdown hook. The shell and the servers have their own
 * sessions, so that a signal to the process group, such as an interrupted build, does not end the shell first.
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
            // why: a user without privileges must reach its own directory below
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

    /** Creates a directory that only the user can open. */
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

    /** Sends the signal to the process when this JVM ends. */
    void watch(Path directory, long pid, String signal) {
        try {
            Files.writeString(pidFile(directory), signal + " " + pid + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Forgets a process that has ended. Another process may soon get its id. */
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
