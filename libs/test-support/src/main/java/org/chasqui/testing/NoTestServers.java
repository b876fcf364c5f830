package org.chasqui.testing;

/** Thrown if there is no PostgreSQL or no Redis for the tests. The message says how to get one. */
public final class NoTestServers extends RuntimeException {

    NoTestServers(String message) {
        super(message);
    }

    NoTestServers(String message, Throwable cause) {
        super(message, cause);
    }
}
