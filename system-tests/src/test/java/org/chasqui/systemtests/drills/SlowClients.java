package org.chasqui.systemtests.drills;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;

/** Clients of one address that begin requests and never end them. Each sends a byte twice a second. */
final class SlowClients implements AutoCloseable {

    private static final int PAUSE_MILLIS = 500;

    private final URI gateway;
    private final String address;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Socket> sockets = new ConcurrentLinkedQueue<>();
    private final Map<String, LongAdder> answers = new ConcurrentHashMap<>();
    private final AtomicInteger connected = new AtomicInteger();
    private final AtomicInteger open = new AtomicInteger();

    SlowClients(URI gateway, String address) {
        this.gateway = gateway;
        this.address = address;
    }

    void begin(int clients, String request) {
        for (int i = 0; i < clients; i++) {
            threads.execute(() -> drip(request.getBytes(US_ASCII)));
        }
    }

    /** The number of clients that have got a connection. */
    int connected() {
        return connected.get();
    }

    /** The number of clients that are still connected. */
    int open() {
        return open.get();
    }

    /** The number of answers by status before the connections closed; "" stands for no answer. */
    Map<String, Long> answers() {
        var counts = new TreeMap<String, Long>();
        answers.forEach((status, count) -> counts.put(status, count.sum()));
        return counts;
    }

    private void drip(byte[] request) {
        var answer = new StringBuilder();
        try (var socket = new Socket()) {
            sockets.add(socket);
            socket.bind(new InetSocketAddress(address, 0));
            socket.connect(new InetSocketAddress(gateway.getHost(), gateway.getPort()));
            socket.setSoTimeout(PAUSE_MILLIS);
            connected.incrementAndGet();
            open.incrementAndGet();
            try {
                socket.getOutputStream().write(request);
                readAndDrip(socket, answer);
            } finally {
                open.decrementAndGet();
            }
        } catch (IOException closedByTheGateway) {
            // why nothing: a client that goes on sending gets a reset
        }
        var status = answer.length() < 12 ? "" : answer.substring(9, 12);
        answers.computeIfAbsent(status, key -> new LongAdder()).increment();
    }

    private static void readAndDrip(Socket socket, StringBuilder answer) throws IOException {
        var bytes = new byte[1024];
        while (true) {
            try {
                int read = socket.getInputStream().read(bytes);
                if (read < 0) {
                    return;
                }
                answer.append(new String(bytes, 0, read, US_ASCII));
            } catch (SocketTimeoutException nothingYet) {
                socket.getOutputStream().write('x');
            }
        }
    }

    @Override
    public void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
        threads.close();
    }
}
