package org.chasqui.messaging.queue;

import java.util.Optional;

/**
 * What became of a push.
 *
 * @param outcome what happened to the entries
 * @param tail where the list ends now, to continue from; empty if only the subscriber can say
 * @param question what the subscriber has asked and nobody has answered
 */
public record Push(Outcome outcome, Optional<Offset> tail, Optional<String> question) {

    /** The answers of the push script. */
    public enum Outcome {
        /** All entries were appended. */
        OK,
        /** The list has its full length; as many entries as fitted were appended. */
        FULL,
        /** The list ends elsewhere; nothing was appended. */
        EXPECT,
        /** Redis does not know where the subscriber stands; nothing was appended until it says so. */
        UNKNOWN
    }
}
