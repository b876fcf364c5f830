package org.chasqui.systemtests.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;

/** Finds free ports on loopback for a private system. */
public final class FreePorts {

    /**
     * Below the ephemeral range (32768 and up on Linux). Why: a client that tries to reconnect while a server is down could get the
     * server's port as its own. It would then connect to itself, and the server could not start again.
     */
    private static final int LOWEST = 20_000;

    /**
     * Each of the JVMs that test side by side has ports of its own. Why: a port that one has found free is taken only when its server starts. Maven
     * numbers them from 1 ({@code chasqui.fork}) over all modules that it builds at the same time: two, with two JVMs each at most.
     */
    private static final int FORKS = 4;

    private static final int PORTS = 3_000;

    private static final int FIRST = first(Integer.getInteger("chasqui.fork", 1));
    private static final int LAST = FIRST + PORTS;

    /** Larger than the largest offset of a port from the base. */
    private static final int SPAN = 500;

    private FreePorts() {}

    /** The first of the {@value #PORTS} ports of a JVM. */
    static int first(int fork) {
        return LOWEST + (fork - 1) % FORKS * PORTS;
    }

    /** Finds {@value #SPAN} successive free ports and returns the first. */
    public static int freeRange() {
        return IntStream.generate(() -> ThreadLocalRandom.current().nextInt(FIRST, LAST - SPAN))
                .limit(100)
                .filter(base -> IntStream.range(base, base + SPAN).allMatch(FreePorts::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free range of ports"));
    }

    /** Finds a free port. */
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
