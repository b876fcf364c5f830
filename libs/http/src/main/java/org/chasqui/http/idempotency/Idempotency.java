package org.chasqui.http.idempotency;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.http.HttpServletRequest;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.chasqui.http.InvalidParameter;
import org.chasqui.http.idempotency.AnswerOnce.Handled;
import org.chasqui.http.problem.Problem;
import org.chasqui.platform.Refusal;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import tools.jackson.databind.json.JsonMapper;

/** Carries out a command once for each {@code Idempotency-Key}. A controller calls it around what a {@code POST} does, or a {@code PUT} that may make something. */
public final class Idempotency {

    private static final String NO_BODY = "";

    private final ObjectProvider<AnswerOnce> once;
    private final Map<Result, Counter> counters = new EnumMap<>(Result.class);
    private final JsonMapper json;

    /** The results of requests with a key, as a metric tells them apart. */
    private enum Result {
        /** The key was new: the service carried out the request, or the domain refused it. */
        FIRST,
        /** The request got the answer of an earlier one. */
        REPLAYED,
        /** Another request with the key was under way. */
        IN_USE,
        /** A different request had used the key. */
        REUSED
    }

    Idempotency(ObjectProvider<AnswerOnce> once, MeterRegistry registry, JsonMapper json) {
        this.once = once;
        this.json = json;
        for (var result : Result.values()) {
            counters.put(result, counter(result).register(registry));
        }
    }

    private static Counter.Builder counter(Result result) {
        return Counter.builder("chasqui.idempotency.requests")
                .description("Requests with an Idempotency-Key, by result")
                .tag("result", result.name().toLowerCase(Locale.ROOT));
    }

    /** As {@link #once(HttpServletRequest, Object, Supplier)}, for a command without a body. */
    public <T> ResponseEntity<T> once(HttpServletRequest request, Supplier<ResponseEntity<T>> command) {
        return once(request, NO_BODY, command);
    }

    /**
     * Runs the command, unless the request's key has an answer already. With a key it runs in a transaction, which those of the command join.
     *
     * @param body of the request, as it was read: two texts with the same meaning are the same request
     * @return the command's answer, or the first one again, marked with {@code Idempotency-Replayed}
     * @throws InvalidParameter if the key is not a valid one
     * @throws KeyInUse if another request with the key is under way
     * @throws KeyReused if a different request has used the key
     * @throws Refusal if the command throws one; a later request with the key gets the same answer
     */
    public <T> ResponseEntity<T> once(HttpServletRequest request, Object body, Supplier<ResponseEntity<T>> command) {
        return KeyedRequest.of(request, () -> json.writeValueAsBytes(body))
                .map(keyed -> this.<T>written(counted(keyed, () -> handle(request, command))))
                .orElseGet(command);
    }

    private Handled handle(HttpServletRequest request, Supplier<? extends ResponseEntity<?>> command) {
        try {
            return new Handled(StoredAnswer.of(command.get(), json), false);
        } catch (Refusal refusal) {
            if (refusal.isPassing()) {
                throw refusal;
            }
            return new Handled(StoredAnswer.of(Problem.answer(refusal, request), json), true);
        }
    }

    private StoredAnswer counted(KeyedRequest request, Supplier<Handled> handling) {
        try {
            var answer = once.getObject().answer(request, handling);
            count(answer.isReplayed() ? Result.REPLAYED : Result.FIRST);
            return answer;
        } catch (KeyInUse e) {
            count(Result.IN_USE);
            throw e;
        } catch (KeyReused e) {
            count(Result.REUSED);
            throw e;
        }
    }

    private void count(Result result) {
        Objects.requireNonNull(counters.get(result)).increment();
    }

    /** Spring writes the kept bytes as they are, whatever type of body the command's own answers have. */
    @SuppressWarnings("unchecked")
    private <T> ResponseEntity<T> written(StoredAnswer answer) {
        return (ResponseEntity<T>) answer.toResponse();
    }

    /** Another request with the key is under way. */
    public static final class KeyInUse extends Refusal {

        public KeyInUse() {
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

    /** A different request has used the key. */
    public static final class KeyReused extends Refusal {

        public KeyReused() {
            super(
                    "idempotency-key-reused",
                    Kind.IMPOSSIBLE,
                    "This Idempotency-Key was used for another request. A new request needs a new key.");
        }
    }
}
