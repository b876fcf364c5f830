package org.chasqui.messaging.campaign;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** How the network treats the commands to Redis: most arrive, some are lost, late, twice, or without an answer. */
final class UnreliableNetwork {

    private final Random random;
    private final List<Runnable> late = new ArrayList<>();
    private boolean reliable = true;
    private int outage;

    UnreliableNetwork(Random random) {
        this.random = random;
    }

    void startFaults() {
        reliable = false;
    }

    /** No further faults. Late commands stay late until they are {@linkplain #deliverLate() delivered}. */
    void stopFaults() {
        reliable = true;
        outage = 0;
    }

    /** Redis does not answer the next commands. */
    void outage(int commands) {
        outage = commands;
    }

    /** Runs a command as the network lets it. */
    void send(Runnable command) {
        if (reliable) {
            command.run();
            return;
        }
        if (outage > 0) {
            outage--;
            throw new Lost("Redis is away");
        }
        switch (random.nextInt(400)) {
            case 0, 1 -> throw new Lost("the request was lost");
            case 2, 3, 4 -> {
                late.add(command);
                if (random.nextBoolean()) {
                    late.add(command);
                }
                throw new Lost("timeout, and the request comes late");
            }
            case 5, 6 -> {
                command.run();
                throw new Lost("the answer was lost");
            }
            default -> command.run();
        }
    }

    /** One of the late commands arrives, if there is any. */
    void deliverLate() {
        if (!late.isEmpty()) {
            late.remove(random.nextInt(late.size())).run();
        }
    }

    boolean isClear() {
        return late.isEmpty();
    }

    static final class Lost extends RuntimeException {

        private static final long serialVersionUID = 1L;

        Lost(String how) {
            super(how);
        }
    }
}
