package org.chasqui.messaging.autoconfigure;

/** A server is set up so that committed events could be lost. The message says what to change. */
final class UnsuitableServer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsuitableServer(String message) {
        super(message);
    }
}
