package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tests the proxy between a client and a server that records and echoes what it receives. */
@Timeout(60)
class TcpProxyTests {

    private static final String END = "(end)";

    private final ServerSocket server;
    private final TcpProxy proxy;
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    TcpProxyTests() throws IOException {
        server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        proxy = TcpProxy.to("localhost", server.getLocalPort());
    }

    @BeforeEach
    void serve() {
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try {
                    var client = server.accept();
                    Thread.ofVirtual().start(() -> echo(client));
                } catch (IOException e) {
                    return;
                }
            }
        });
    }

    @AfterEach
    void close() throws IOException {
        proxy.close();
        server.close();
    }

    @Test
    void passesEverythingOnByDefault() throws Exception {
        try (var client = connect()) {
            send(client, "hello");

            assertThat(heard.take()).isEqualTo("hello");
            assertThat(receive(client, 5)).isEqualTo("hello");

            client.shutdownOutput();
            assertThat(heard.take()).isEqualTo(END);
            assertThat(client.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void stillPassesOnWhatAClientSentBeforeItWasCut() throws Exception {
        var goOn = new CountDownLatch(1);
        proxy.requests().when("COMMIT", connection -> {
            connection.cutClient();
            goOn.await();
        });
        try (var client = connect()) {
            send(client, "BEGIN");
            assertThat(heard.take()).isEqualTo("BEGIN");
            assertThat(receive(client, 5)).isEqualTo("BEGIN");

            send(client, "COMMIT");
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> client.getInputStream().read());
            assertThat(heard).isEmpty();

            goOn.countDown();
            assertThat(heard.take()).isEqualTo("COMMIT");
            assertThat(heard.take()).isEqualTo(END);
        }
    }

    @Test
    void reactsOnceToATextEvenIfItArrivesInPieces() throws Exception {
        var reactions = new LinkedBlockingQueue<String>();
        proxy.requests().when("COMMIT", connection -> reactions.add("now"));
        try (var client = connect()) {
            send(client, "say COM");
            assertThat(heard.take()).isEqualTo("say COM");
            assertThat(reactions).isEmpty();

            send(client, "MIT");
            assertThat(heard.take()).isEqualTo("MIT");
            send(client, "COMMIT");
            assertThat(heard.take()).isEqualTo("COMMIT");
            assertThat(reactions).hasSize(1);
        }
    }

    @Test
    void dropsAnAnswer() throws Exception {
        proxy.answers().when("done", TcpProxy.Connection::cut);
        try (var client = connect()) {
            send(client, "done");

            assertThat(heard.take()).isEqualTo("done");
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> client.getInputStream().read());
        }
    }

    @Test
    void holdsOneDirectionUntilMended() throws Exception {
        proxy.answers().hold();
        try (var client = connect()) {
            send(client, "hello");
            assertThat(heard.take()).isEqualTo("hello");
            assertHearsNothing(client);

            proxy.mend();
            assertThat(receive(client, 5)).isEqualTo("hello");
        }
    }

    @Test
    void dropsWhatArrives() throws Exception {
        proxy.answers().swallow();
        try (var client = connect()) {
            send(client, "lost");
            assertThat(heard.take()).isEqualTo("lost");
            assertHearsNothing(client);

            proxy.mend();
            send(client, "found");
            assertThat(receive(client, 5)).isEqualTo("found");
        }
    }

    @Test
    void delaysAndSlowsWhatItPassesOn() throws Exception {
        proxy.requests().delay(Duration.ofMillis(50));
        proxy.answers().slow(100);
        try (var client = connect()) {
            var start = System.nanoTime();
            send(client, "0123456789");

            assertThat(receive(client, 10)).isEqualTo("0123456789");
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
        }
    }

    @Test
    void cutsAllConnectionsAndRefusesNewOnes() throws Exception {
        try (var open = connect()) {
            send(open, "hello");
            assertThat(receive(open, 5)).isEqualTo("hello");
            assertThat(proxy.connections()).isEqualTo(1);

            proxy.refuse();
            proxy.cut();
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> open.getInputStream().read());
        }
        try (var refused = connect()) {
            assertThatExceptionOfType(SocketException.class)
                    .isThrownBy(() -> refused.getInputStream().read());
        }
        proxy.mend();
        try (var accepted = connect()) {
            send(accepted, "hello");
            assertThat(receive(accepted, 5)).isEqualTo("hello");
        }
    }

    private Socket connect() throws IOException {
        return new Socket(proxy.host(), proxy.port());
    }

    private static void send(Socket client, String text) throws IOException {
        client.getOutputStream().write(text.getBytes(US_ASCII));
    }

    private static String receive(Socket client, int length) throws IOException {
        return new String(client.getInputStream().readNBytes(length), US_ASCII);
    }

    private static void assertHearsNothing(Socket client) throws IOException {
        client.setSoTimeout(100);
        assertThatExceptionOfType(SocketTimeoutException.class)
                .isThrownBy(() -> client.getInputStream().read());
        client.setSoTimeout(0);
    }

    private void echo(Socket client) {
        try (client) {
            var buffer = new byte[100];
            for (var length = client.getInputStream().read(buffer);
                    length > 0;
                    length = client.getInputStream().read(buffer)) {
                heard.add(new String(buffer, 0, length, US_ASCII));
                client.getOutputStream().write(buffer, 0, length);
            }
            heard.add(END);
        } catch (IOException e) {
            heard.add(END);
        }
    }
}
