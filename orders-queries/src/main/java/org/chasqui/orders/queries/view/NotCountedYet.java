package org.chasqui.orders.queries.view;

import org.chasqui.platform.Refusal;

/** The summary does not have all orders yet: after an update it takes in those from before it, a part at a time. */
public final class NotCountedYet extends Refusal {

    public NotCountedYet() {
        super("not-counted-yet", Kind.NOT_YET, "The orders from before the last update are still being counted.");
    }
}
