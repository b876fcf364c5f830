package org.chasqui.systemtests.drills;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import org.chasqui.systemtests.load.Load;
import org.chasqui.systemtests.processes.FreePorts;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;

/**
 * Runs instances of an older release beside those of this one, on databases that this release has migrated. The gateway does not know them.
 * They publish and apply events, and for a while they run alone.
 */
final class TwoReleases implements Fault {

    private static final Duration START_LIMIT = Duration.ofMinutes(3);

    private final Path old;

    /** @param old directory with the built older release */
    TwoReleases(Path old) {
        this.old = old;
    }

    @Override
    public void inject(DrillRound round) throws IOException {
        var olds = new EnumMap<Service, Instance>(Service.class);
        try {
            for (var service : Service.values()) {
                var instance = start(round, service);
                olds.put(service, instance);
                instance.awaitReady(); // why one after the other: six starts at once would starve the shop
            }
            round.load().runFor(round.hold().dividedBy(2));
            for (var service : Service.values()) {
                // why: this release holds the leases until they expire, and does not hand them over
                round.processes().freeze(service);
            }
            round.load().runFor(round.hold().dividedBy(2));
            round.count("events applied by the old release", applied(olds));
        } finally {
            olds.values().forEach(Instance::close);
        }
    }

    /** Orders of several lines have event types of their own, at which a release that does not know them waits. */
    @Override
    public int mostLines() {
        return Files.exists(old.resolve("contracts/order.placed.v2.json")) ? Load.MOST_LINES : 1;
    }

    private Instance start(DrillRound round, Service service) throws IOException {
        int port = FreePorts.free();
        try (var jars =
                Files.newDirectoryStream(old.resolve(service.id()).resolve("target"), service.id() + "-*.jar")) {
            var jar = jars.iterator().next();
            var log = round.processes().logs().resolve("old-" + service.id() + ".log");
            return new Instance(
                    service,
                    round.processes().startAnother(service, jar, port, log),
                    Shop.at(URI.create("http://127.0.0.1:" + port)));
        }
    }

    private static long applied(Map<Service, Instance> olds) {
        return olds.values().stream().mapToLong(Instance::applied).sum();
    }

    private record Instance(Service service, Process process, Shop at) implements AutoCloseable {

        void awaitReady() {
            Eventually.eventually(START_LIMIT, () -> isReady() || !process.isAlive(), Boolean.TRUE::equals);
            if (!process.isAlive()) {
                throw new IllegalStateException("the old " + service + " does not start; see its log");
            }
        }

        private boolean isReady() {
            try {
                return at.get("/actuator/health/readiness").status() == 200;
            } catch (RuntimeException notYet) {
                return false;
            }
        }

        long applied() {
            var metrics = at.request("/actuator/prometheus").setHeader("Accept", "*/*");
            return at.send(metrics.build())
                    .accepted()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("messaging_applied_total"))
                    .mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                    .sum();
        }

        @Override
        public void close() {
            process.destroy();
            process.onExit().join();
            at.close();
        }
    }
}
