package org.chasqui.systemtests.script;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.chasqui.systemtests.processes.FreePorts;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.testing.Project;

/**
 * Calls {@code ./chasqui} as a person does, with its own state directory and ports.
 *
 * @param before command that runs the script, such as a shell that changes something first
 */
record ChasquiScript(Path program, Path home, int portBase, Map<String, String> environment, List<String> before) {

    private static final Duration LIMIT = Duration.ofMinutes(5);

    static ChasquiScript in(Path home) {
        return new ChasquiScript(
                Project.find("chasqui"), home.toAbsolutePath(), FreePorts.freeRange(), Map.of(), List.of());
    }

    ChasquiScript with(String name, String value) {
        var more = new HashMap<>(environment);
        more.put(name, value);
        return new ChasquiScript(program, home, portBase, more, before);
    }

    ChasquiScript through(String... command) {
        return new ChasquiScript(program, home, portBase, environment, List.of(command));
    }

    ChasquiScript at(Path otherProgram) {
        return new ChasquiScript(otherProgram, home, portBase, environment, before);
    }

    URI gateway() {
        return URI.create("http://127.0.0.1:" + gatewayPort());
    }

    int gatewayPort() {
        return portBase + 80;
    }

    /** Runs a command and waits for its end. */
    Call call(String... arguments) {
        var call = begin(arguments);
        call.exit();
        return call;
    }

    Call begin(String... arguments) {
        try {
            var output = Files.createTempFile("script", ".log");
            output.toFile().deleteOnExit();
            // why: tests may run in the background, where a shell and its children ignore interrupts
            var command = new ArrayList<>(List.of("env", "--default-signal=INT"));
            command.addAll(before);
            command.add(program.toString());
            command.addAll(List.of(arguments));
            var builder = new ProcessBuilder(command)
                    .directory(output.getParent().toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("CHASQUI_HOME", home.toString());
            builder.environment().put("GATEWAY_PORT", Integer.toString(gatewayPort()));
            builder.environment().put("CHASQUI_PORT_BASE", Integer.toString(portBase));
            builder.environment().putAll(environment);
            return new Call(builder.start(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until a process of the shop runs, and ends it as a power cut would. */
    long kill(String name) {
        var process = Eventually.eventually(
                        LIMIT,
                        () -> ProcessHandle.of(pid(name)),
                        found -> found.filter(ProcessHandle::isAlive).isPresent())
                .orElseThrow();
        process.destroyForcibly();
        process.onExit().join();
        return process.pid();
    }

    /** The names of the processes that the script reports. */
    List<String> names() {
        try (var files = Files.list(home.resolve("run"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".pid"))
                    .map(name -> name.replace(".pid", ""))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid(String name) {
        try {
            return Long.parseLong(
                    Files.readString(home.resolve("run").resolve(name + ".pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A search path that begins with a test's replacement for a program. */
    static String pathWith(Path directory, String program, String text) throws IOException {
        Files.createDirectories(directory);
        var file = Files.writeString(directory.resolve(program), "#!/bin/sh\n" + text + "\n");
        if (!file.toFile().setExecutable(true, false)) {
            throw new IOException("cannot make " + file + " executable");
        }
        return directory + ":" + System.getenv("PATH");
    }

    /** A search path whose Redis ends while it starts, and says that it is dying: for tests that need no service. */
    static String pathWithARedisThatDies(Path directory) throws IOException {
        return pathWith(
                directory,
                "redis-server",
                "case $1 in --version) echo Redis server v=7.0.0 ;; *) echo I am dying; exit 1 ;; esac");
    }

    /** One call, which may still run. */
    record Call(Process process, Path log) {

        int exit() {
            try {
                if (!process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("has not ended after " + LIMIT + ":\n" + output());
                }
                return process.exitValue();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting", e);
            }
        }

        String output() {
            try {
                return Files.readString(log);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        void awaitOutput(String text) {
            Eventually.eventually(LIMIT, this::output, output -> {
                if (!process.isAlive() && !output.contains(text)) {
                    throw new IllegalStateException("ended and never printed \"" + text + "\":\n" + output);
                }
                return output.contains(text);
            });
        }

        /** Sends the signal of Ctrl-C. */
        void interrupt() throws IOException, InterruptedException {
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid()))
                    .start()
                    .waitFor();
        }
    }
}
