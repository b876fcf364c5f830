package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A Docker that answers, has no image, and never ends a pull, like one behind a network that drops everything. */
class HangingDockerIT {

    private static final String ABOUT = """
        {"ApiVersion": "1.44", "Version": "27.0.0", "ServerVersion": "27.0.0", "OSType": "linux", "MemTotal": 8000000000}
        """;

    private final CountDownLatch pulled = new CountDownLatch(1);
    private HttpServer docker;

    @BeforeEach
    void start() throws IOException {
        docker = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        docker.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        docker.createContext("/", this::answer);
        docker.start();
    }

    @AfterEach
    void stop() {
        docker.stop(0);
    }

    @ParameterizedTest
    @CsvSource({"true, postgres:", "false, testcontainers/ryuk"})
    void usesTheMachinesOwnServersInstead(String ryukDisabled, String image) throws Exception {
        assumeThat(Programs.find("initdb")).isPresent();

        assertThat(choose("", ryukDisabled))
                .contains("[test servers] Docker answers, but gives no image: Docker has not provided " + image)
                .contains("[test servers] this machine's own PostgreSQL");
    }

    @Test
    void testsThatRequireDockerFailWithAReason() throws Exception {
        assertThat(choose("docker", "true"))
                .contains("NoTestServers: Docker has not provided postgres:")
                .contains("in 3 s")
                .contains("docker pull postgres:");
    }

    /** Starts a JVM that chooses a backend, and returns its output when it has ended. */
    private String choose(String backend, String ryukDisabled) throws Exception {
        var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        var builder = new ProcessBuilder(
                        java,
                        "-Dchasqui.test.docker-limit=PT3S",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Choice.class.getName())
                .redirectErrorStream(true);
        builder.environment().put("CHASQUI_TEST_BACKEND", backend);
        builder.environment()
                .put("DOCKER_HOST", "tcp://127.0.0.1:" + docker.getAddress().getPort());
        builder.environment().put("TESTCONTAINERS_RYUK_DISABLED", ryukDisabled);
        var jvm = builder.start();
        try {
            assertThat(jvm.waitFor(4, TimeUnit.MINUTES)).as("it has decided").isTrue();
            var said = new String(jvm.getInputStream().readAllBytes(), UTF_8);
            assertThat(pulled.getCount())
                    .as("requests for an image that are still missing, of 1; output:%n%s", said)
                    .isZero();
            return said;
        } finally {
            jvm.destroyForcibly();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        var path = exchange.getRequestURI().getPath();
        if (path.endsWith("/images/create")) {
            pulled.countDown();
            return; // without an answer
        }
        var known = path.endsWith("/_ping") || path.endsWith("/version") || path.endsWith("/info");
        var list = path.endsWith("/images/json") || path.endsWith("/containers/json");
        var body = (known ? ABOUT : list ? "[]" : "{}").getBytes(UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(known || list ? 200 : 404, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    static final class Choice {
        public static void main(String[] arguments) {
            Backend.chosen();
        }
    }
}
