package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * Stands between a client and a server, and does to their connections what networks do: it cuts, holds, delays, slows or drops what passes.
 * A setting applies to all connections, open and new, until it is changed.
 *
 * <p>A reaction to some bytes lets a test interfere at one step of a protocol. Here the commit arrives 2.5 s after the client's connection
 * is cut:
 * <pre>{@code
 * proxy.requests().when("COMMIT", connection -> {
 *     connection.cutClient();
 *     Thread.sleep(2_500);
 * });
 * }</pre>
 * PostgreSQL's driver prepares a statement that it repeats, and sends its text only once; {@code prepareThreshold=0} in its URL makes it
 * send the text each time. An answer always names its command: {@code proxy.answers().when("COMMIT", …)} reacts after the commit.
 */
public final class TcpProxy implements AutoCloseable {

    private static final int CHUNK = 16 * 1024;
    private static final int CONNECT_MILLIS = 5_000;

    private final String host;
    private final int port;
    private final ServerSocket entrance;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final Lane requests = new Lane();
    private final Lane answers = new Lane();
    private volatile boolean refusing;

    private TcpProxy(String host, int port, ServerSocket entrance) {
        this.host = host;
        this.port = port;
        this.entrance = entrance;
    }

    /** Opens a proxy on its own port. The server need not run yet: the proxy connects to it when a client connects. */
    public static TcpProxy to(String host, int port) {
        try {
            var entrance = new ServerSocket(Ports.free(), 200, InetAddress.getLoopbackAddress());
            var proxy = new TcpProxy(host, port, entrance);
            Thread.ofVirtual().name("proxy of port " + port).start(proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String host() {
        return "127.0.0.1";
    }

    public int port() {
        return entrance.getLocalPort();
    }

    /** The bytes that clients send. */
    public Lane requests() {
        return requests;
    }

    /** The bytes that the server sends. */
    public Lane answers() {
        return answers;
    }

    /** Resets all open connections, on both sides. */
    public void cut() {
        connections.forEach(Connection::cut);
    }

    /** Resets new connections. Open ones stay. */
    public void refuse() {
        refusing = true;
    }

    /** Resets all settings and forgets pending reactions. */
    public void mend() {
        refusing = false;
        requests.mend();
        answers.mend();
    }

    /** The number of open connections. */
    public int connections() {
        return connections.size();
    }

    @Override
    public void close() {
        closeQuietly(entrance);
        mend();
        cut();
    }

    private void acceptAll() {
        while (!entrance.isClosed()) {
            try {
                var client = entrance.accept();
                Thread.ofVirtual().start(() -> connect(client));
            } catch (IOException e) {
                // why nothing: either the proxy was closed, or a client left before it was accepted
            }
        }
    }

    private void connect(Socket client) {
        var server = new Socket();
        var connection = new Connection(client, server);
        try {
            if (refusing) {
                connection.cutClient();
                return;
            }
            server.connect(new InetSocketAddress(host, port), CONNECT_MILLIS);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
            connections.add(connection);
            var back = Thread.ofVirtual().start(() -> answers.pump(connection, server, client));
            requests.pump(connection, client, server);
            back.join();
        } catch (IOException | InterruptedException e) {
            connection.cutClient(); // as the server itself would have refused it
        } finally {
            connections.remove(connection);
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    /** A test's reaction to the bytes that it waits for. It runs before the proxy passes them on. */
    @FunctionalInterface
    public interface Reaction {

        void at(Connection connection) throws InterruptedException;
    }

    /** One client's connection to the server. */
    public static final class Connection {

        private final Socket client;
        private final Socket server;

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** Resets the client's side. The server still receives what the client has sent. */
        public void cutClient() {
            reset(client);
        }

        /** Resets the server's side. The client still receives what the server has sent. */
        public void cutServer() {
            reset(server);
        }

        public void cut() {
            cutClient();
            cutServer();
        }

        private static void reset(Socket socket) {
            try {
                socket.setSoLinger(true, 0);
            } catch (IOException e) {
                // why nothing: it is closed already
            }
            closeQuietly(socket);
        }
    }

    /** One direction of all connections. */
    public static final class Lane {

        private final List<Trigger> triggers = new CopyOnWriteArrayList<>();
        private volatile boolean held;
        private volatile boolean swallowing;
        private volatile Duration delay = Duration.ZERO;
        private volatile int bytesPerSecond = Integer.MAX_VALUE;

        private record Trigger(String text, Reaction reaction) {}

        private Lane() {}

        /** Holds all bytes until {@link #mend()}. The sender notices nothing until the buffers between are full. */
        public void hold() {
            held = true;
        }

        /** Drops all bytes: the connection is open, but nothing arrives at its other end. */
        public void swallow() {
            swallowing = true;
        }

        /** Delays each chunk by this time. */
        public void delay(Duration each) {
            delay = each;
        }

        /** Limits the bytes a second of each connection, 1 or more. */
        public void slow(int bytes) {
            bytesPerSecond = bytes;
        }

        /** Runs a reaction once, before the proxy passes on the next bytes that contain this text (ASCII). */
        public void when(String text, Reaction reaction) {
            triggers.add(new Trigger(text, reaction));
        }

        /** Lets everything pass again, held bytes first, and forgets pending reactions. */
        public void mend() {
            triggers.clear();
            swallowing = false;
            delay = Duration.ZERO;
            bytesPerSecond = Integer.MAX_VALUE;
            synchronized (this) {
                held = false;
                notifyAll();
            }
        }

        private void pump(Connection connection, Socket from, Socket to) {
            var window = "";
            try {
                var in = from.getInputStream();
                var out = to.getOutputStream();
                var buffer = new byte[CHUNK];
                for (var length = in.read(buffer); length > 0; length = in.read(buffer)) {
                    window = react(window + new String(buffer, 0, length, ISO_8859_1), connection);
                    pass(buffer, length, out);
                }
                to.shutdownOutput();
            } catch (IOException e) {
                // why not a reset: bytes that the client sent before the cut are still on their way to the server
                shutDown(to);
            } catch (InterruptedException e) {
                connection.cut();
            }
        }

        /** @return the last bytes, which may be the beginning of a text that the next bytes complete */
        private String react(String window, Connection connection) throws InterruptedException {
            var longest = 1;
            for (var trigger : List.copyOf(triggers)) {
                longest = Math.max(longest, trigger.text().length());
                if (window.contains(trigger.text()) && triggers.remove(trigger)) {
                    trigger.reaction().at(connection);
                }
            }
            return window.substring(Math.max(0, window.length() - longest + 1));
        }

        private void pass(byte[] buffer, int length, OutputStream out) throws IOException, InterruptedException {
            Thread.sleep(delay);
            synchronized (this) {
                while (held) {
                    wait();
                }
            }
            if (swallowing) {
                return;
            }
            for (var from = 0; from < length; ) {
                var rate = bytesPerSecond;
                var piece = Math.min(length - from, rate);
                out.write(buffer, from, piece);
                from += piece;
                if (rate < Integer.MAX_VALUE) {
                    TimeUnit.MICROSECONDS.sleep(piece * 1_000_000L / rate);
                }
            }
        }

        private static void shutDown(Socket socket) {
            try {
                socket.shutdownOutput();
            } catch (IOException e) {
                // why nothing: it is closed already
            }
        }
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // why nothing: it is closed in any case
        }
    }
}
