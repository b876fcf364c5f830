package org.chasqui.messaging.actuate;

import java.util.Optional;

/** What a service tells an operator of its aggregates of one kind, beside their events. */
public interface Particulars {

    /** The kind, as in events, for example {@code order}. */
    String aggregate();

    /** What becomes JSON; empty if there is no such aggregate. */
    Optional<?> of(long id);
}
