package org.chasqui.http.idempotency;

import org.chasqui.platform.Refusal;

/** The key belongs to another request. */
final class KeyReused extends Refusal {

    KeyReused() {
        super(
                "idempotency-key-reused",
                Kind.IMPOSSIBLE,
                "This Idempotency-Key was used for another request. A new request needs a new key.");
    }
}
