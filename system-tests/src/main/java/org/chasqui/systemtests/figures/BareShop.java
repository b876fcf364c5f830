package org.chasqui.systemtests.figures;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chasqui.systemtests.processes.Ports;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Eventually;
import org.chasqui.systemtests.shop.Shop;

/**
 * What a service is measured against: a second Nginx with the shop's own configuration, but for the port and one upstream, and behind
 * that upstream the {@link BareHandler} in a JVM with the services' own flags.
 */
final class BareShop implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();
    private final URI gateway;

    private BareShop(URI gateway) {
        this.gateway = gateway;
    }

    /**
     * @param thisProgram arguments of a JVM that start this program again
     * @param body what the handler answers, whatever it is asked
     */
    static BareShop like(ShopProcesses shop, Service replaced, List<String> thisProgram, String body)
            throws IOException {
        int handler = Ports.free();
        int port = Ports.free();
        var bare = new BareShop(URI.create("http://127.0.0.1:" + port));
        try {
            var home = Files.createTempDirectory("bare-shop");
            for (var directory : List.of("conf", "tmp", "log")) {
                Files.createDirectories(home.resolve(directory));
            }
            for (var file : List.of("nginx.conf", "upstreams.conf", "gateway.conf")) {
                var text = Files.readString(shop.home().resolve("conf").resolve(file))
                        .replace("127.0.0.1:" + shop.port(replaced) + ";", "127.0.0.1:" + handler + ";")
                        .replace(shop.gateway().getAuthority() + " ", "127.0.0.1:" + port + " ");
                Files.writeString(home.resolve("conf").resolve(file), text);
            }
            bare.start(home, jvm(shop.jvmFlags(replaced), thisProgram, handler, body));
            bare.start(home, List.of(nginx(), "-p", home + "/", "-c", "conf/nginx.conf", "-e", "stderr"));
            try (var asked = Shop.at(bare.gateway)) {
                Eventually.eventually(Duration.ofSeconds(30), () -> {
                    if (asked.get("/api-queries/users/1").status() != 200) {
                        throw new IllegalStateException("the bare handler is not there yet");
                    }
                });
            }
            return bare;
        } catch (IOException | RuntimeException e) {
            bare.close();
            throw e;
        }
    }

    URI gateway() {
        return gateway;
    }

    @Override
    public void close() {
        processes.forEach(process -> {
            process.descendants().forEach(ProcessHandle::destroy);
            process.destroy();
        });
    }

    private void start(Path home, List<String> command) throws IOException {
        processes.add(new ProcessBuilder(command)
                .directory(home.toFile())
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").resolve("output.log").toFile())
                .start());
    }

    private static List<String> jvm(List<String> flags, List<String> thisProgram, int port, String body) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(flags);
        command.addAll(thisProgram);
        command.addAll(List.of("bare", Integer.toString(port), body));
        return command;
    }

    private static String nginx() {
        return List.of("/usr/local/sbin/nginx", "/usr/sbin/nginx", "/usr/bin/nginx").stream()
                .filter(candidate -> Files.isExecutable(Path.of(candidate)))
                .findFirst()
                .orElse("nginx");
    }
}
