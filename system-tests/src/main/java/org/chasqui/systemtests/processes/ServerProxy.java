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

/** Stands between the services and a server on loopback. It can cut connections, leave them half open, and delay what passes. */
public final class ServerProxy implements AutoCloseable {

    private static final Disturbance NONE = (connection, toServer, bytes, length) -> true;

    private final ServerSocket listener;
    private final int server;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile Disturbance disturbance = NONE;
    private volatile boolean closed;

    private ServerProxy(ServerSocket listener, int server) {
        this.listener = listener;
        this.server = server;
    }

    /** @param server the server's port; the server may start later */
    public static ServerProxy to(int server) {
        try {
            var proxy =
                    new ServerProxy(new ServerSocket(FreePorts.free(), 500, InetAddress.getLoopbackAddress()), server);
            proxy.threads.execute(proxy::acceptAll);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return listener.getLocalPort();
    }

    /** Cuts all connections on both sides. Returns their number. */
    public int cut() {
        int count = 0;
        for (var connection : connections) {
            connection.cut();
            count++;
        }
        return count;
    }

    /** Closes the server's side of all connections without telling the clients. Returns their number. */
    public int leaveHalfOpen() {
        int count = 0;
        for (var connection : connections) {
            connection.leaveHalfOpen();
            count++;
        }
        return count;
    }

    /** Applies a disturbance to everything that passes, on all connections. */
    public void disturb(Disturbance disturbance) {
        this.disturbance = disturbance;
    }

    /** Ends the disturbance. Cut connections stay cut, and half-open ones stay half open until a client uses them. */
    public void restore() {
        disturbance = NONE;
    }

    @Override
    public void close() {
        closed = true;
        closeQuietly(listener);
        cut();
        threads.shutdownNow();
    }

    private void acceptAll() {
        while (!closed) {
            try {
                var client = listener.accept();
                threads.execute(() -> connect(client));
            } catch (IOException e) {
                // why nothing: the proxy is closed, or the client has already gone
            }
        }
    }

    private void connect(Socket client) {
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
            closeQuietly(client);
        }
    }

    private static void closeQuietly(AutoCloseable closeable) {
        try {
            closeable.close();
        } catch (Exception e) {
            // why nothing: it is already closed
        }
    }

    /** A disturbance of bytes on their way. */
    @FunctionalInterface
    public interface Disturbance {
        /**
         * Called before the proxy passes bytes on. It may wait, and may cut the connection.
         *
         * @param toServer whether the bytes come from the client
         * @return false to drop them
         */
        boolean passesOn(Connection connection, boolean toServer, byte[] bytes, int length)
                throws IOException, InterruptedException;
    }

    /** Two sockets and the bytes that pass between them. */
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
            closeQuietly(client);
            closeQuietly(server);
            connections.remove(this);
        }

        /** Closes the client's side. The server still receives the bytes on their way. */
        public void cutClient() {
            closeQuietly(client);
        }

        /** Drops everything that the server sends from now on. */
        public void muteServer() {
            mute = true;
        }

        public void leaveHalfOpen() {
            halfOpen = true;
            closeQuietly(server);
        }

        private void pump(boolean toServer) {
            var bytes = new byte[16_384];
            try {
                var from = (toServer ? client : server).getInputStream();
                var to = (toServer ? server : client).getOutputStream();
                for (int length = from.read(bytes); length >= 0; length = from.read(bytes)) {
                    if (isOpen(toServer) && disturbance.passesOn(this, toServer, bytes, length) && isOpen(toServer)) {
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
