package org.chasqui.http.idempotency;

import org.chasqui.platform.Refusal;

/** A request with that key is still at work. */
final class KeyInUse extends Refusal {

    KeyInUse() {
        super(
                "idempotency-key-in-use",
                Kind.CONFLICT,
                "A request with this Idempotency-Key is still at work. Repeat it in a moment to get its answer.");
    }

    @Override
    public boolean isPassing() {
        return true;
    }
}
