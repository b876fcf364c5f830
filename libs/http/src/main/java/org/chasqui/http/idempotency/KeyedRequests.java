package org.chasqui.http.idempotency;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/** How many requests carried a key, by what became of them. */
final class KeyedRequests {

    enum Result {
        /** It was carried out, or refused by the domain: its key was new. */
        FIRST,
        /** It got the answer of the first one. */
        REPLAYED,
        /** A twin was at work. */
        IN_USE,
        /** The key was another request's. */
        REUSED
    }

    private final Map<Result, LongAdder> counts = new EnumMap<>(Result.class);

    KeyedRequests() {
        for (var result : Result.values()) {
            counts.put(result, new LongAdder());
        }
    }

    void count(Result result) {
        Objects.requireNonNull(counts.get(result)).increment();
    }

    void bindTo(MeterRegistry registry) {
        counts.forEach((result, count) -> FunctionCounter.builder("chasqui.idempotency.requests", count, LongAdder::sum)
                .description("Requests with an Idempotency-Key, by what became of them")
                .tag("result", result.name().toLowerCase(Locale.ROOT))
                .register(registry));
    }
}
