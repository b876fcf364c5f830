package org.chasqui.systemtests.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Runs programs that need no input. */
final class Programs {

    private Programs() {}

    /** The output of a program that must succeed. */
    static String run(List<String> command) {
        var result = tryToRun(command, Map.of());
        if (result.exit() != 0) {
            throw new IllegalStateException(command + " ended with " + result);
        }
        return result.output();
    }

    static Result tryToRun(List<String> command, Map<String, String> environment) {
        try {
            var builder = new ProcessBuilder(command).redirectErrorStream(true);
            builder.environment().putAll(environment);
            var process = builder.start();
            process.getOutputStream().close();
            var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + command, e);
        }
    }

    record Result(int exit, String output) {}
}
