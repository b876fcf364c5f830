package org.chasqui.http.idempotency;

import jakarta.servlet.http.HttpServletRequest;
import java.util.function.Supplier;
import org.chasqui.http.InvalidHeader;
import org.chasqui.http.idempotency.KeyedRequests.Result;
import org.chasqui.http.problem.Problems;
import org.chasqui.platform.Refusal;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** Carries out a command once for each {@code Idempotency-Key}. A controller calls it around what a {@code POST} does. */
public final class Idempotency {

    private static final String NO_BODY = "";

    private final ObjectProvider<AnswerOnce> once;
    private final KeyedRequests counts;
    private final JsonMapper json;

    Idempotency(ObjectProvider<AnswerOnce> once, KeyedRequests counts, JsonMapper json) {
        this.once = once;
        this.counts = counts;
        this.json = json;
    }

    /** As {@link #once(HttpServletRequest, Object, Supplier)}, for a command without a body. */
    public <T> ResponseEntity<T> once(HttpServletRequest request, Supplier<ResponseEntity<T>> command) {
        return once(request, NO_BODY, command);
    }

    /**
     * Runs the command, unless the request's key has an answer already. With a key it runs in a transaction, which its own ones join.
     *
     * @param body of the request, as it was read: two texts that mean the same are the same request
     * @return the command's answer, or the first one again, marked with {@code Idempotency-Replayed}
     * @throws InvalidHeader if the key cannot be one
     * @throws KeyInUse if a request with the same key is still at work
     * @throws KeyReused if the key was used for another request
     * @throws Refusal if the command throws one; a later request with the key gets the same answer
     */
    public <T> ResponseEntity<T> once(HttpServletRequest request, Object body, Supplier<ResponseEntity<T>> command) {
        return IdempotencyKey.of(request)
                .map(key -> KeyedRequest.of(key, request, json.writeValueAsBytes(body)))
                .map(keyed -> this.<T>written(counted(keyed, () -> handle(request, command))))
                .orElseGet(command);
    }

    private Handled handle(HttpServletRequest request, Supplier<? extends ResponseEntity<?>> command) {
        try {
            return new Handled(Answer.of(command.get(), json), false);
        } catch (Refusal refusal) {
            if (refusal.isPassing()) {
                throw refusal;
            }
            return new Handled(Answer.of(Problems.of(refusal, request), json), true);
        }
    }

    private Answer counted(KeyedRequest request, Supplier<Handled> handling) {
        try {
            var answer = once.getObject().answer(request, handling);
            counts.count(answer.isRepeated() ? Result.REPLAYED : Result.FIRST);
            return answer;
        } catch (KeyInUse e) {
            counts.count(Result.IN_USE);
            throw e;
        } catch (KeyReused e) {
            counts.count(Result.REUSED);
            throw e;
        }
    }

    /** What is written are the bytes that were kept, whatever the command's own answers are made of. */
    @SuppressWarnings("unchecked")
    private <T> ResponseEntity<T> written(Answer answer) {
        return (ResponseEntity<T>) answer.toResponse();
    }
}
