package org.chasqui.http.waiting;

import org.chasqui.platform.Refusal;

/** So many requests wait for versions that no further one may. */
public final class TooManyWaiters extends Refusal {

    TooManyWaiters() {
        super("too-many-waiters", Kind.NOT_YET, "Too many requests wait already for versions that have not arrived.");
    }
}
