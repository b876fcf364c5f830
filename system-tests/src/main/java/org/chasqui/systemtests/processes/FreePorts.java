package org.chasqui.systemtests.processes;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
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

    /** Larger than the largest offset of a port from the base. */
    private static final int SPAN = 500;

    private static final int RANGES = PORTS / SPAN - 1;

    /** The ports that are given out alone follow the ranges. Why: one within a range would be that of a server which the shop has yet to start. */
    private static final int FIRST_ALONE = FIRST + RANGES * SPAN;

    // why from anywhere: programs that start side by side, and have no numbers, have the same ports
    private static final AtomicInteger RANGES_GIVEN =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(RANGES));
    private static final AtomicInteger PORTS_GIVEN =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(SPAN));

    private FreePorts() {}

    /** The first of the {@value #PORTS} ports of a JVM. */
    static int first(int fork) {
        return LOWEST + (fork - 1) % FORKS * PORTS;
    }

    /** Finds {@value #SPAN} successive free ports and returns the first. They are not given out again before the others. */
    public static int freeRange() {
        return IntStream.generate(() -> FIRST + RANGES_GIVEN.getAndIncrement() % RANGES * SPAN)
                .limit(RANGES)
                .filter(base -> IntStream.range(base, base + SPAN).allMatch(FreePorts::isFree))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free range of ports"));
    }

    /** Finds a free port. It is not given out again before the others. */
    public static int free() {
        return IntStream.generate(() -> FIRST_ALONE + PORTS_GIVEN.getAndIncrement() % SPAN)
                .limit(SPAN)
                .filter(FreePorts::isFree)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("no free port"));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException taken) {
            return false;
        }
    }
}
