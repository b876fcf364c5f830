package org.chasqui.service.idempotency;

import org.chasqui.service.Refusal;

/** The key belongs to another request. */
final class KeyReused extends Refusal {

    KeyReused() {
        super(
                "idempotency-key-reused",
                Kind.IMPOSSIBLE,
                "This Idempotency-Key was used for another request. A new request needs a new key.");
    }
}
