package org.chasqui.platform.worker;

/** What a pass found. */
public enum Pass {
    /** It did something, and there may be more. */
    PROGRESSED,
    /** It did all that there was; what comes next will say so. */
    FINISHED,
    /** There was nothing to do. */
    IDLE,
    /** There is something that cannot be done yet: pause, longer each time. */
    BLOCKED
}
