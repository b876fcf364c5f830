package org.chasqui.http.waiting;

import org.chasqui.platform.Refusal;

/** The version that a caller needs has not arrived in the time that it would wait. */
public final class ReplicaBehind extends Refusal {

    ReplicaBehind(String what, long id, MinVersion version) {
        super(
                "replica-behind",
                Kind.NOT_YET,
                "Version %d of %s %d has not arrived here yet.".formatted(version.value(), what, id));
    }
}
