package org.chasqui.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A server as a child process with its own directory. */
final class LocalServer implements ServerProcess {

    private static final int LOG_TAIL = 30;

    private final Path directory;
    private final int port;
    private final List<String> command;
    private final String lastSignal;

    private @Nullable Process process;

    /**
     * @param directory the server's home, which the server reports as its data directory
     * @param command the whole command line; it must stay in the foreground
     * @param lastSignal the signal that ends the server at once and leaves nothing behind in the system
     */
    LocalServer(Path directory, int port, List<String> command, String lastSignal) {
        this.directory = directory;
        this.port = port;
        this.command = command;
        this.lastSignal = lastSignal;
    }

    /** Runs a command in the directory and waits for its end. The command must succeed. */
    static void run(Path directory, List<String> command) {
        try {
            var process = processIn(directory, Programs.detached(command)).start();
            if (process.waitFor() != 0) {
                throw new IllegalStateException("%s failed:%n%s".formatted(command, tail(directory)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while running " + command, e);
        }
    }

    @Override
    public String host() {
        return InetAddress.getLoopbackAddress().getHostAddress();
    }

    @Override
    public int port() {
        return port;
    }

    @Override
    public synchronized void start() {
        if (isRunning()) {
            throw new IllegalStateException("the server on port %d is running already".formatted(port));
        }
        try {
            process = processIn(directory, Programs.detached(command)).start();
            LocalServers.ofThisJvm().watch(directory, process.pid(), lastSignal);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return process != null && process.isAlive();
    }

    @Override
    public synchronized void signal(String name) {
        if (process == null || !process.isAlive()) {
            throw new IllegalStateException("the server on port %d is not running".formatted(port));
        }
        run(directory, List.of("sh", "-c", "kill -s %s %d".formatted(name, process.pid())));
    }

    @Override
    public boolean worksIn(String answered) {
        return Path.of(answered).equals(directory);
    }

    @Override
    public String logTail() {
        return tail(directory);
    }

    @Override
    public void remove() {
        if (isRunning()) {
            signal(lastSignal);
            Await.end(this);
        }
        LocalServers.ofThisJvm().forget(directory);
        try (var files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(LocalServer::delete);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ProcessBuilder processIn(Path directory, List<String> command) {
        var builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log(directory).toFile()));
        // why: PGDATA, PGPORT and similar variables of the person who runs the tests would change these servers
        builder.environment().keySet().removeIf(name -> name.startsWith("PG"));
        return builder;
    }

    private static Path log(Path directory) {
        return directory.resolveSibling(directory.getFileName() + ".log");
    }

    private static String tail(Path directory) {
        try {
            var lines = Files.readString(log(directory), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_TAIL), lines.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
