package org.chasqui.systemtests.figures;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;

/** The same read again and again, over some connections at once, for some time. */
final class Barrage {

    private static final int CONNECTIONS = 16;

    private Barrage() {}

    /**
     * @param path answered 200, or it is no measurement
     * @return how many answers came, and how long each took
     */
    static Sample of(URI server, String path, Duration time) throws InterruptedException, ExecutionException {
        long start = System.nanoTime();
        try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
            var reads = new ArrayList<Callable<Sample>>();
            for (int i = 0; i < CONNECTIONS; i++) {
                reads.add(() -> read(server, path, start + time.toNanos()));
            }
            var samples = new ArrayList<Sample>();
            for (var future : threads.invokeAll(reads)) {
                samples.add(future.get());
            }
            return Sample.merged(samples, System.nanoTime() - start);
        }
    }

    private static Sample read(URI server, String path, long end) {
        var latencies = new Latencies();
        try (var wire = new Wire(server)) {
            var request = wire.get(path);
            for (long now = System.nanoTime(); now < end; ) {
                int status = wire.exchange(request);
                if (status != 200) {
                    throw new IllegalStateException("%s%s was answered %d".formatted(server, path, status));
                }
                long then = System.nanoTime();
                latencies.add(then - now);
                now = then;
            }
        }
        return new Sample(List.of(latencies), 0);
    }

    /** @param nanos how long the whole took */
    record Sample(List<Latencies> parts, long nanos) {

        static Sample merged(List<Sample> samples, long nanos) {
            return new Sample(
                    samples.stream().flatMap(sample -> sample.parts.stream()).toList(), nanos);
        }

        double perSecond() {
            return parts.stream().mapToInt(Latencies::count).sum() / (nanos / 1e9);
        }

        Latencies latencies() {
            return Latencies.merged(parts);
        }
    }
}
