package org.chasqui.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Free ports on loopback. */
final class Ports {

    // why: below the ephemeral range (32768 and up on Linux). A client that reconnects again and again while a server
    // is down can get the server's port as its own. It then connects to itself, and the server cannot start again.
    // Also below the ports of whole shops, which start at 18,000 and, in tests, at 20,000.
    private static final int FIRST = 10_000;
    private static final int LAST = 17_900;

    private Ports() {}

    /** Finds a port without a listener. Another process may take it first: check which server answers. */
    static int free() {
        for (int attempt = 0; attempt < 1_000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST, LAST);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no free port between %d and %d".formatted(FIRST, LAST));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
