package org.chasqui.systemtests.processes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** The way from the services to a server, as a proxy on loopback: connections can be cut, left half open, and held up. */
public final class ServerProxy implements AutoCloseable {

    private static final Trouble NONE = (connection, toServer, bytes, length) -> true;

    private final ServerSocket door;
    private final int server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Trouble trouble = NONE;
    private volatile boolean closed;

    private ServerProxy(ServerSocket door, int server) {
        this.door = door;
        this.server = server;
    }

    /** @param server its port, where something may begin to answer later */
    public static ServerProxy to(int server) {
        try {
            var line =
                    new ServerProxy(new ServerSocket(FreePorts.free(), 500, InetAddress.getLoopbackAddress()), server);
            line.threads.execute(line::takeAll);
            return line;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return door.getLocalPort();
    }

    /** Cuts all connections; both sides are told. Returns how many there were. */
    public int cut() {
        int count = 0;
        for (var connection : connections) {
            connection.cut();
            count++;
        }
        return count;
    }

    /** Takes the server's side of all connections away without telling the client's. Returns how many there were. */
    public int leaveHalfOpen() {
        int count = 0;
        for (var connection : connections) {
            connection.leaveHalfOpen();
            count++;
        }
        return count;
    }

    /** From now on all that passes meets this trouble, on all connections. */
    public void meet(Trouble trouble) {
        this.trouble = trouble;
    }

    /** Ends the trouble. What was cut stays so; what is half open is found out by who uses it. */
    public void restore() {
        trouble = NONE;
    }

    @Override
    public void close() {
        closed = true;
        quietly(door);
        cut();
        threads.shutdownNow();
    }

    private void takeAll() {
        while (!closed) {
            try {
                var client = door.accept();
                threads.execute(() -> join(client));
            } catch (IOException e) {
                // why nothing: the door is closed, or this one has gone already
            }
        }
    }

    private void join(Socket client) {
        try {
            var other = new Socket();
            other.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server), 2000);
            client.setTcpNoDelay(true);
            other.setTcpNoDelay(true);
            var connection = new Connection(client, other);
            connections.add(connection);
            threads.execute(() -> connection.pump(true));
            threads.execute(() -> connection.pump(false));
        } catch (IOException noServer) {
            quietly(client);
        }
    }

    private static void quietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // why nothing: it is closed
        }
    }

    /** What may happen to bytes on their way. */
    @FunctionalInterface
    public interface Trouble {
        /**
         * Called before bytes are passed on; may wait, and may cut the connection.
         *
         * @param toServer whether they come from the client
         * @return false to drop them
         */
        boolean lets(Connection connection, boolean toServer, byte[] bytes, int length)
                throws IOException, InterruptedException;
    }

    /** Two sockets, and what passes between them. */
    public final class Connection {

        private final Socket client;
        private final Socket server;
        private volatile boolean halfOpen;
        private volatile boolean mute;

        private Connection(Socket client, Socket server) {
            this.client = client;
            this.server = server;
        }

        public void cut() {
            quietly(client);
            quietly(server);
            connections.remove(this);
        }

        /** The server still takes what is on its way. */
        public void cutClient() {
            quietly(client);
        }

        /** Drops from now on what the server says. */
        public void muteServer() {
            mute = true;
        }

        public void leaveHalfOpen() {
            halfOpen = true;
            quietly(server);
        }

        private void pump(boolean toServer) {
            var bytes = new byte[16_384];
            try {
                var from = (toServer ? client : server).getInputStream();
                var to = (toServer ? server : client).getOutputStream();
                for (int length = from.read(bytes); length >= 0; length = from.read(bytes)) {
                    if (isOpen(toServer) && trouble.lets(this, toServer, bytes, length) && isOpen(toServer)) {
                        to.write(bytes, 0, length);
                    }
                }
                end(toServer);
            } catch (IOException e) {
                end(toServer);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                cut();
            }
        }

        private boolean isOpen(boolean toServer) {
            return !halfOpen && (toServer || !mute);
        }

        private void end(boolean toServer) {
            if (toServer || !halfOpen) {
                cut();
            }
        }
    }
}
