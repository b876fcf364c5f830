package org.chasqui.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.json.JsonMapper;

/** Runs the load tool wrk: each of {@value #CONNECTIONS} connections sends a request as soon as the previous one is answered. */
final class Wrk {

    static final int CONNECTIONS = 16;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path SCRIPT = script();

    private final URI server;
    private final String token;
    private final List<String> request;

    private Wrk(URI server, String token, List<String> request) {
        this.server = server;
        this.token = token;
        this.request = request;
    }

    static Wrk get(URI server, String path) {
        return new Wrk(server, "", List.of("GET", path));
    }

    /** Each request asks for a random id from 1 to the last one. */
    static Wrk getAtRandom(URI server, String path, int lastId) {
        return new Wrk(server, "", List.of("GET", path, Integer.toString(lastId)));
    }

    static Wrk post(URI server, String path, String json) {
        return new Wrk(server, "", List.of("POST", path, json));
    }

    /** The same load with this token, if there is one. */
    Wrk as(Optional<String> token) {
        return new Wrk(server, token.orElse(""), request);
    }

    /** @throws IllegalStateException if any request was refused */
    Answers run(int seconds) {
        var command = new ArrayList<>(List.of("wrk", "-t1", "-c" + CONNECTIONS, "-d" + seconds + "s", "--timeout=30s"));
        command.addAll(List.of("-s", SCRIPT.toString(), server.toString(), "--"));
        command.addAll(request);
        var output = Programs.run(command, Map.of("TOKEN", token));
        var answers = JSON.readValue(output.lines().toList().getLast(), Answers.class);
        if (answers.refused() + answers.broken() > 0) {
            throw new IllegalStateException("%s at %s: %s".formatted(request, server, answers));
        }
        return answers;
    }

    /** The rate of each second. */
    List<Double> warmUp(int seconds) {
        return IntStream.range(0, seconds)
                .mapToObj(second -> run(1).perSecond())
                .toList();
    }

    /**
     * The result of a run.
     *
     * @param refused answers with a status of 400 or more
     * @param broken failed connections and missing answers
     * @param p50 median in microseconds; p99 and max are also in microseconds
     */
    record Answers(long answers, long micros, long refused, long broken, long p50, long p99, long max) {
        double perSecond() {
            return answers / (micros / 1e6);
        }

        /** The same answers in another time. */
        Answers in(long otherMicros) {
            return new Answers(answers, otherMicros, refused, broken, p50, p99, max);
        }
    }

    private static Path script() {
        try (var resource = Wrk.class.getResourceAsStream("/load.lua")) {
            var script = Files.createTempFile("load", ".lua");
            script.toFile().deleteOnExit();
            Files.write(script, Objects.requireNonNull(resource).readAllBytes());
            return script;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
