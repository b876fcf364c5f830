package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;

/** Sends bytes that no HTTP client would send. */
public final class RawHttp {

    private static final Duration TIMEOUT = Duration.ofSeconds(20);

    private RawHttp() {}

    public static String exchange(URI gateway, String request) throws IOException {
        return exchange(gateway, request.getBytes(ISO_8859_1));
    }

    /** Sends the bytes and returns everything that comes back until the server closes the connection or sends no more. */
    public static String exchange(URI gateway, byte[] request) throws IOException {
        try (var socket = new Socket(gateway.getHost(), gateway.getPort())) {
            socket.setSoTimeout((int) TIMEOUT.toMillis());
            socket.getOutputStream().write(request);
            var answer = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answer);
            } catch (SocketTimeoutException silent) {
                // the answer is what has arrived so far
            }
            return answer.toString(ISO_8859_1);
        }
    }
}
