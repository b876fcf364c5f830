package org.chasqui.benchmark;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;

/** Takes the traces of a shop and forgets them. */
record TraceSink(HttpServer server) implements AutoCloseable {

    static TraceSink open() {
        try {
            var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                exchange.getRequestBody().transferTo(OutputStream.nullOutputStream());
                exchange.sendResponseHeaders(200, -1);
                exchange.close();
            });
            server.start();
            return new TraceSink(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param share of the requests that are traced, from 0 to 1 */
    Map<String, String> settings(String share) {
        return Map.of(
                "MANAGEMENT_OPENTELEMETRY_TRACING_EXPORT_OTLP_ENDPOINT",
                "http://127.0.0.1:%d/v1/traces".formatted(server.getAddress().getPort()),
                "MANAGEMENT_TRACING_SAMPLING_PROBABILITY",
                share);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
