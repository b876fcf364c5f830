package org.chasqui.http.versions;

import org.chasqui.platform.Refusal;

/** The thing is no longer, or not yet, in a version for which the command was meant. */
public final class VersionMovedOn extends Refusal {

    VersionMovedOn(long current) {
        super(
                "precondition-failed",
                Kind.OUTDATED,
                "The version is %d now, which is not the one that the request is meant for.".formatted(current));
    }
}
