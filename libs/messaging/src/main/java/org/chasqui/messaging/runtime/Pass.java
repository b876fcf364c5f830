package org.chasqui.messaging.runtime;

/** What a pass found. */
public enum Pass {
    /** It did something, and there may be more. */
    PROGRESSED,
    /** There was nothing to do. */
    IDLE,
    /** There is something that cannot be done yet: pause, longer each time. */
    BLOCKED
}
