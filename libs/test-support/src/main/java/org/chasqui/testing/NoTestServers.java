package org.chasqui.testing;

/** There is no PostgreSQL or no Redis to test with; the message says how to get one. */
public final class NoTestServers extends RuntimeException {

    NoTestServers(String message) {
        super(message);
    }

    NoTestServers(String message, Throwable cause) {
        super(message, cause);
    }
}
