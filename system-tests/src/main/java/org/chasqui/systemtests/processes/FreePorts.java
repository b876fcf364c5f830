package org.chasqui.systemtests.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Free ports on loopback for a private system. */
public final class FreePorts {

    // why: below the range from which Linux gives ports to clients (32768 and up). While a server is down, a client
    // that tries again would sooner or later be given that very port, connect to itself, and the server could not
    // return.
    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    /** More than the greatest distance of a port from the base. */
    private static final int SPAN = 500;

    private FreePorts() {}

    /** A port from which on {@value #SPAN} are free now. */
    public static int freeRange() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, LAST - SPAN))
                .limit(100)
                .filter(base -> IntStream.range(base, base + SPAN).allMatch(FreePorts::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free range of ports"));
    }

    /** A port that is free now. */
    public static int free() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, LAST))
                .filter(FreePorts::isFree)
                .findFirst()
                .orElseThrow();
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
