package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/** Bytes as no HTTP client would send them. */
public final class RawHttp {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private RawHttp() {}

    public static String exchange(URI gateway, String request) throws IOException {
        return exchange(gateway, request.getBytes(ISO_8859_1));
    }

    /** Sends the bytes and returns everything that comes back until the other side closes or falls silent. */
    public static String exchange(URI gateway, byte[] request) throws IOException {
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.getOutputStream().write(request);
            var answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketTimeoutException silent) {
                // what has come is the answer
            }
            return answer.toString(ISO_8859_1);
        }
    }
}
