package org.chasqui.systemtests.shop;

import java.util.UUID;

/** Names that no other test of the same running system has taken. */
public final class Names {

    private Names() {}

    /** 12 characters. */
    public static String unique() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
