package org.chasqui.testing;

import java.util.UUID;

/** Makes passwords for servers that live as long as a test. */
final class Secrets {

    private Secrets() {}

    static String random() {
        return UUID.randomUUID().toString();
    }
}
