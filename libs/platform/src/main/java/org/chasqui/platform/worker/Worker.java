package org.chasqui.platform.worker;

/** Work that goes on for as long as the service runs, one pass at a time. */
public interface Worker {

    /** {@code relay orders.0.orders-queries}: names the thread and the metrics. */
    String name();

    /**
     * Does one pass. An exception means that the pass failed and is to be tried again after a pause; nothing is lost by it.
     *
     * @return whether another pass should follow at once
     */
    Pass runOnce();

    /** Waits after an idle pass until there may be work again; returns early rather than late. */
    void awaitWork() throws InterruptedException;

    /** Called after the last pass of a graceful stop. */
    default void stopped() {}

    /** The result of a pass. */
    public enum Pass {
        /** It did some work, and there may be more. */
        PROGRESSED,
        /** It did all the work that there was; new work wakes the loop. */
        FINISHED,
        /** There was no work. */
        IDLE,
        /** There is work that cannot be done yet: the loop pauses, longer each time. */
        BLOCKED
    }
}
