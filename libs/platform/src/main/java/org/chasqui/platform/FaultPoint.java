package org.chasqui.platform;

/**
 * A named step between two effects, where a test can stop a process as a crash would.
 *
 * <p>Why it is in the product: the guarantees are about what happens when a process dies exactly here, and only the code that runs
 * in production can show it.
 */
@FunctionalInterface
public interface FaultPoint {

    /** Does nothing: production. */
    FaultPoint NONE = step -> {};

    /** @param step for example {@code consumer.after-commit} */
    void reached(String step);
}
