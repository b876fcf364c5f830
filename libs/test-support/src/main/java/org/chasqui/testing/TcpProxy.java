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
 * Stands between a client and a server, and does to their connections what networks do: cuts, holds, delays, slows, swallows. What is set
 * holds for all connections, those that are open and those to come, until it is set otherwise.
 *
 * <p>A reaction to some bytes lets a test strike at one step of a protocol. The client is gone when the commit arrives 2.5 s later:
 * <pre>{@code
 * proxy.requests().when("COMMIT", connection -> {
 *     connection.cutClient();
 *     Thread.sleep(2_500);
 * });
 * }</pre>
 * PostgreSQL's driver names a statement that it repeats, and sends its text only once; {@code prepareThreshold=0} in its URL makes it send
 * the text each time. An answer always names what it answers: {@code proxy.answers().when("COMMIT", …)} strikes once it is done.
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

    /** Opens a proxy on a port of its own. The server need not run yet: it is connected to when a client comes. */
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

    /** What clients send. */
    public Lane requests() {
        return requests;
    }

    /** What the server sends. */
    public Lane answers() {
        return answers;
    }

    /** Resets all connections that are open, on both sides. */
    public void cut() {
        connections.forEach(Connection::cut);
    }

    /** Resets new connections; those that are open stay. */
    public void refuse() {
        refusing = true;
    }

    /** Undoes all that was set, pending reactions included. */
    public void mend() {
        refusing = false;
        requests.mend();
        answers.mend();
    }

    /** Connections that are open now. */
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
                // why nothing: either it was closed, or a client has gone before it was let in
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
            connection.cutClient(); // as it would have been refused by the server itself
        } finally {
            connections.remove(connection);
            closeQuietly(client);
            closeQuietly(server);
        }
    }

    /** What a test may do at the bytes that it waits for, before they are passed on. */
    @FunctionalInterface
    public interface Reaction {

        void at(Connection connection) throws InterruptedException;
    }

    /** One client's way to the server. */
    public static final class Connection {

        private final Socket client;
        private final Socket server;

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        /** The client sees a reset; what it has sent still reaches the server. */
        public void cutClient() {
            reset(client);
        }

        /** The server sees a reset; what it has sent still reaches the client. */
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

        /** Keeps what comes until {@link #mend()}; the sender notices nothing until the buffers between are full. */
        public void hold() {
            held = true;
        }

        /** Loses what comes: an open connection without anybody at its other end. */
        public void swallow() {
            swallowing = true;
        }

        /** Keeps each piece of what comes for so long. */
        public void delay(Duration each) {
            delay = each;
        }

        /** Lets no more than so many bytes pass in a second, in each connection, 1 or more. */
        public void slow(int bytes) {
            bytesPerSecond = bytes;
        }

        /** Does something once, at the next bytes that hold this text (ASCII), before they are passed on. */
        public void when(String text, Reaction reaction) {
            triggers.add(new Trigger(text, reaction));
        }

        /** Lets everything pass again; what was held goes first, and pending reactions are forgotten. */
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
                // why not a reset: what was sent before the client was cut is still on its way to the server
                shutDown(to);
            } catch (InterruptedException e) {
                connection.cut();
            }
        }

        /** @return the end of it, where a text may have begun that the next bytes complete */
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
            // why nothing: it is closed all the same
        }
    }
}
