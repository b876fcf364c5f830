package org.chasqui.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.chasqui.systemtests.processes.FreePorts;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;

/**
 * The limit of a service: a second Nginx with the shop's configuration except for the port and one upstream, and behind that upstream the
 * {@link BareHandler} in a JVM with the services' flags.
 */
final class BareShop implements AutoCloseable {

    private final List<Process> processes = new ArrayList<>();
    private final URI gateway;

    private BareShop(URI gateway) {
        this.gateway = gateway;
    }

    /**
     * @param body the handler's answer to every request
     */
    static BareShop like(ShopProcesses shop, Service replaced, String body) throws IOException {
        int handler = FreePorts.free();
        int port = FreePorts.free();
        var bare = new BareShop(URI.create("http://127.0.0.1:" + port));
        try {
            var home = Files.createTempDirectory(shop.home().resolveSibling("."), "bare-shop");
            for (var directory : List.of("conf", "tmp", "log")) {
                Files.createDirectories(home.resolve(directory));
            }
            for (var file : List.of("nginx.conf", "upstreams.conf", "gateway.conf")) {
                var text = Files.readString(shop.home().resolve("conf").resolve(file))
                        .replace("127.0.0.1:" + shop.port(replaced) + ";", "127.0.0.1:" + handler + ";")
                        .replace("listen " + shop.gateway().getAuthority(), "listen 127.0.0.1:" + port);
                Files.writeString(home.resolve("conf").resolve(file), text);
            }
            bare.start(home, jvm(shop.jvmFlags(replaced), handler, body));
            bare.start(home, List.of("nginx", "-p", home + "/", "-c", "conf/nginx.conf", "-e", "stderr"));
            try (var asked = Shop.at(bare.gateway)) {
                asked.read("/api-queries/users/1").accepted();
            }
            return bare;
        } catch (IOException | RuntimeException | AssertionError e) {
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

    private static List<String> jvm(List<String> flags, int port, String body) {
        var command = new ArrayList<String>();
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(flags);
        command.addAll(BenchCommand.thisProgram());
        command.addAll(List.of("bare", Integer.toString(port), body));
        return command;
    }
}
