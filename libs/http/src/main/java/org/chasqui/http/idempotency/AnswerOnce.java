package org.chasqui.http.idempotency;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.chasqui.platform.FaultPoint;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Carries out a request once, and gives its first answer to every repetition.
 *
 * <p>The transaction that carries out the request also keeps its answer: after a crash, either both are there or neither is. The answer
 * goes to the client only after the commit, so no client learns of an effect that did not happen.
 */
final class AnswerOnce {

    private final AnswerTable answers;
    private final TransactionTemplate transactions;
    private final FaultPoint faults;

    AnswerOnce(AnswerTable answers, TransactionTemplate transactions, FaultPoint faults) {
        this.answers = answers;
        this.transactions = transactions;
        this.faults = faults;
    }

    /**
     * @param handling carries out the request in the transaction of the caller; if it throws, no answer is kept
     * @throws Idempotency.KeyInUse if another request with the key is under way
     * @throws Idempotency.KeyReused if the key was used for another request
     */
    StoredAnswer answer(KeyedRequest request, Supplier<Handled> handling) {
        var handled =
                inTransaction(transaction -> known(request).orElseGet(() -> handle(request, handling, transaction)));
        faults.reached("idempotency.after-commit");
        return handled.refused() ? keepRefusal(request, handled) : handled.answer();
    }

    private Handled handle(KeyedRequest request, Supplier<Handled> handling, TransactionStatus transaction) {
        var handled = handling.get();
        if (handled.refused()) {
            transaction.setRollbackOnly();
        } else {
            answers.keep(request, handled.answer());
        }
        return handled;
    }

    /**
     * Why a second transaction: the first had to be rolled back. It has changed nothing, so a crash between the two loses nothing. If
     * another request used the key in between, its answer counts.
     */
    private StoredAnswer keepRefusal(KeyedRequest request, Handled refusal) {
        return inTransaction(transaction -> known(request).orElseGet(() -> {
                    answers.keep(request, refusal.answer());
                    return refusal;
                }))
                .answer();
    }

    private Optional<Handled> known(KeyedRequest request) {
        return answers.find(request).map(answer -> new Handled(answer.replayed(), false));
    }

    private Handled inTransaction(TransactionCallback<Handled> work) {
        return Objects.requireNonNull(transactions.execute(work));
    }

    /**
     * A request that has its answer.
     *
     * @param answer the answer to every repetition, too
     * @param refused whether the domain refused the request, and nothing has changed
     */
    record Handled(StoredAnswer answer, boolean refused) {}
}
