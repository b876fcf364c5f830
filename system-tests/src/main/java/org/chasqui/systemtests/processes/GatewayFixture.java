package org.chasqui.systemtests.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.chasqui.systemtests.shop.Eventually;

/** Runs the gateway alone, with the shop's own configuration, in front of a test server that stands for all services. */
public final class GatewayFixture implements AutoCloseable {

    private static final Duration LIMIT = Duration.ofSeconds(60);

    /** Limits high enough for one client that stands for many. */
    static final Map<String, String> UNLIMITED = Map.of(
            "GATEWAY_RATE_LIMIT", "1000000",
            "GATEWAY_RATE_BURST", "1000000",
            "GATEWAY_RATE_CEILING", "1000000",
            "GATEWAY_CLIENT_REQUESTS", "10000",
            "GATEWAY_REQUESTS", "10000");

    private final int port;
    private final Path home;
    private final Process nginx;

    private GatewayFixture(int port, Path home, Process nginx) {
        this.port = port;
        this.home = home;
        this.nginx = nginx;
    }

    /** @param address the server that gets the requests for every service, such as {@code 127.0.0.1:18081} */
    public static Plan inFrontOf(String address) {
        var templates = ShopProcesses.projectRoot().resolve("gateway");
        return new Plan(
                read(templates.resolve("nginx.conf.template")),
                Pattern.compile("\\$\\{[A-Z_]+_ADDRESS\\}")
                        .matcher(read(templates.resolve("upstreams.conf.template")))
                        .replaceAll(address),
                read(templates.resolve("gateway.conf.template"))
                        .replace("${GATEWAY_ACCESS_LOG}", "access.log")
                        .replace("${GATEWAY_LOG_FORMAT}", "gateway")
                        .replace("${GATEWAY_HOSTS}", "shop.example")
                        .replace("${GATEWAY_CORS_ORIGINS}", "https://page.example http://other.example:8081")
                        .replace("${GATEWAY_SECURED}", "true")
                        .replace("${GATEWAY_OPERATIONS}", "on")
                        .replace("${SERVICE_SCHEME}", "http")
                        .replace("${GATEWAY_HSTS}", "")
                        .replace("${GATEWAY_METRICS}", "")
                        .replace("${GATEWAY_TRACES}", ""),
                UNLIMITED);
    }

    /** The configuration of a gateway that is not running yet. */
    public record Plan(String main, String upstreams, String gateway, Map<String, String> limits) {

        /** Limits clients with the shop's defaults. */
        public Plan withLimits() {
            var defaults = read(ShopProcesses.projectRoot().resolve(".env.example"));
            var limits = new HashMap<String, String>();
            UNLIMITED.keySet().forEach(name -> limits.put(name, defaultOf(name, defaults)));
            return new Plan(main, upstreams, gateway, limits);
        }

        /** Changes a setting, which must exist. */
        public Plan with(String setting, String other) {
            if (!gateway.contains(setting)) {
                throw new IllegalArgumentException("The gateway's configuration does not contain " + setting);
            }
            return new Plan(main, upstreams, gateway.replace(setting, other), limits);
        }

        /** @param home an empty directory for all its files */
        public GatewayFixture start(Path home) {
            int port = FreePorts.free();
            try {
                Files.createDirectories(home.resolve("tmp"));
                Files.writeString(home.resolve("nginx.conf"), main);
                Files.writeString(home.resolve("upstreams.conf"), upstreams);
                Files.writeString(home.resolve("gateway.conf"), rendered("127.0.0.1:" + port));
                var nginx = new ProcessBuilder(List.of("nginx", "-p", home + "/", "-c", "nginx.conf", "-e", "stderr"))
                        .redirectErrorStream(true)
                        .redirectOutput(home.resolve("nginx.log").toFile())
                        .start();
                var gateway = new GatewayFixture(port, home, nginx);
                Eventually.eventually(LIMIT, gateway::answers, Boolean.TRUE::equals);
                return gateway;
            } catch (IOException e) {
                throw new UncheckedIOException("cannot start Nginx", e);
            }
        }

        private String rendered(String listen) {
            var rendered = gateway.replace("${GATEWAY_LISTEN}", listen);
            for (var limit : limits.entrySet()) {
                rendered = rendered.replace("${" + limit.getKey() + "}", limit.getValue());
            }
            return rendered;
        }
    }

    public URI uri() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** The memory of all workers in KiB (RSS). It counts a shared page once for each process, so it is an upper limit. */
    public long memory() {
        return nginx.children()
                .flatMap(worker -> read(Path.of("/proc", Long.toString(worker.pid()), "status"))
                        .lines())
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .sum();
    }

    public String accessLog() {
        return read(home.resolve("access.log"));
    }

    private boolean answers() {
        if (!nginx.isAlive()) {
            throw new IllegalStateException("Nginx has ended:\n" + read(home.resolve("nginx.log")));
        }
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    @Override
    public void close() {
        nginx.destroy();
        try {
            if (!nginx.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                nginx.destroyForcibly();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            nginx.destroyForcibly();
        }
    }

    private static String defaultOf(String setting, String defaults) {
        var found = Pattern.compile("(?m)^" + setting + "=([0-9]+)$").matcher(defaults);
        if (!found.find()) {
            throw new IllegalStateException("There is no default of " + setting);
        }
        return found.group(1);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
