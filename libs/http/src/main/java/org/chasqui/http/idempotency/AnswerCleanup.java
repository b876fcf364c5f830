package org.chasqui.http.idempotency;

import org.chasqui.platform.worker.Pass;

/** Deletes answers that hold good no longer, a batch at a time. */
final class AnswerCleanup {

    private final AnswerTable answers;
    private final int batch;

    AnswerCleanup(AnswerTable answers, int batch) {
        this.answers = answers;
        this.batch = batch;
    }

    Pass runOnce() {
        return answers.deleteOld(batch) == batch ? Pass.PROGRESSED : Pass.IDLE;
    }
}
