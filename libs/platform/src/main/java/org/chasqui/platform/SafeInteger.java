package org.chasqui.platform;

/**
 * The range in which every JSON reader keeps whole numbers exact. JavaScript calls its end {@code Number.MAX_SAFE_INTEGER}.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8259#section-6">RFC 8259, Numbers</a>
 */
public final class SafeInteger {

    /** 2^53 - 1. */
    public static final long MAX = 9_007_199_254_740_991L;

    private SafeInteger() {}
}
