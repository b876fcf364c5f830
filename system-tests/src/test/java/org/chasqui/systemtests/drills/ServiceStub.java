package org.chasqui.systemtests.drills;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** Stands for a service: it accepts a request and lets the test handle the connection. */
final class ServiceStub implements AutoCloseable {

    interface Reaction {
        void to(Socket connection) throws IOException;
    }

    private final ServerSocket door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final AtomicInteger requests = new AtomicInteger();
    private final Reaction reaction;
    private final Thread porter = Thread.ofVirtual().unstarted(this::takeAll);
    private volatile String lastRequest = "";

    ServiceStub(Reaction reaction) throws IOException {
        this.reaction = reaction;
        porter.start();
    }

    /** A service that answers every request with an empty list. */
    static ServiceStub answering() throws IOException {
        return new ServiceStub(connection -> reply(connection, "200 OK", "Content-Type: application/json", "[]"));
    }

    static void reply(Socket connection, String status, String headers, String body) throws IOException {
        var answer = "HTTP/1.1 %s\r\n%s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
                .formatted(status, headers, body.length(), body);
        connection.getOutputStream().write(answer.getBytes(UTF_8));
        connection.close();
    }

    String address() {
        return "127.0.0.1:" + door.getLocalPort();
    }

    int requests() {
        return requests.get();
    }

    /** The head of the last request, and what of its body came with it. */
    String lastRequest() {
        return lastRequest;
    }

    private void takeAll() {
        try (var connections = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                var connection = door.accept();
                connections.submit(() -> {
                    var bytes = new byte[32_768];
                    int read = connection.getInputStream().read(bytes);
                    lastRequest = new String(bytes, 0, Math.max(read, 0), ISO_8859_1);
                    requests.incrementAndGet();
                    reaction.to(connection);
                    return null;
                });
            }
        } catch (IOException closed) {
            // the test is over
        }
    }

    @Override
    public void close() throws IOException {
        door.close();
    }
}
