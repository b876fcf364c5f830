package org.chasqui.service.idempotency;

/**
 * What became of a request.
 *
 * @param answer what the caller is told
 * @param end whether that is the last word
 */
record Handled(Answer answer, End end) {

    /** How the handling of a request can end. */
    enum End {
        /** It is done: the answer is true for as long as what was done is committed. */
        DONE,
        /** The domain said no, and nothing has changed; the same request gets the same no. */
        REFUSED,
        /** It was not understood, or something broke, and nothing has changed; the same request may succeed another time. */
        FAILED
    }
}
