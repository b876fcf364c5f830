package org.chasqui.systemtests.shop;

import java.util.UUID;

/** Makes names that no other test of the same running system uses. */
public final class UniqueNames {

    private UniqueNames() {}

    /** 12 characters. */
    public static String unique() {
        return UUID.randomUUID().toString().replace("-", "").substring(0, 12);
    }
}
