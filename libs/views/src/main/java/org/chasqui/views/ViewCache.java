package org.chasqui.views;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.chasqui.views.CacheConnection.Unanswered;
import org.chasqui.views.ViewContent.Part;
import org.jspecify.annotations.Nullable;

/**
 * The single views that Redis holds.
 *
 * <p>A reader that finds no view leaves a token, reads the row, and replaces the token by the view. If the token is gone, the row has changed
 * meanwhile, and the view may be old. So an old view cannot replace a newer one, however late it comes. This is the
 * lease of <a href="https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala">Scaling Memcache at Facebook</a>;
 * the other half is in {@link StaleViews}.
 */
final class ViewCache implements AutoCloseable {

    /** How long a reader that has found no view may take to put one there. */
    static final Duration LEASE = Duration.ofSeconds(10);

    private final @Nullable CacheConnection redis;
    private final Keys keys;
    private final byte[] marksOfParts;
    private final Duration timeToLive;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder skips = new LongAdder();

    /**
     * The result of a lookup.
     *
     * @param view null if there was none
     * @param replaceable what the caller may replace by a newer view: its own token, or the view; null if it is not the caller's to
     *     fill
     */
    @SuppressWarnings("ArrayRecordComponent") // no code compares lookups
    record Lookup(String key, @Nullable View view, byte @Nullable [] replaceable) {}

    /** @param redis null if the cache is off */
    ViewCache(@Nullable CacheConnection redis, Keys keys, Duration timeToLive) {
        this.redis = redis;
        this.keys = keys;
        marksOfParts = CacheScript.bytes(keys.ofParts());
        this.timeToLive = timeToLive;
    }

    Lookup lookup(String kind, long id) {
        var key = keys.of(kind, id);
        if (redis == null) {
            return skipped(key);
        }
        var token = CacheScript.bytes(
                "?" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        try {
            return lookup(redis, key, token);
        } catch (Unanswered e) {
            return skipped(key);
        }
    }

    private Lookup lookup(CacheConnection redis, String key, byte[] token) throws Unanswered {
        var value = redis.eval(CacheScript.LOOKUP, key, token, milliseconds(LEASE), marksOfParts);
        var lookup = value == null ? new Lookup(key, null, token) : read(redis, key, value);
        (lookup.view() == null ? misses : hits).increment();
        return lookup;
    }

    private static Lookup read(CacheConnection redis, String key, byte[] value) {
        var view = View.fromCache(key, value).orElse(null);
        if (view == null && !isToken(value)) {
            redis.send(CacheScript.RELEASE, key, value); // garbage, which no reader would ever replace
        }
        return new Lookup(key, view, view == null ? null : value);
    }

    private static boolean isToken(byte[] value) {
        return value.length > 0 && (value[0] == '?' || value[0] == '!');
    }

    /** Caches the view that was read after the lookup, unless it may be old by now, or is no newer than the cached one. */
    void fill(Lookup lookup, View view) {
        var isNewer = lookup.view() == null || view.version() > lookup.view().version();
        if (redis != null && lookup.replaceable() != null && isNewer) {
            redis.send(
                    CacheScript.FILL,
                    lookup.key(),
                    lookup.replaceable(),
                    view.cached(lookup.key()),
                    milliseconds(withJitter(timeToLive)));
        }
    }

    /** Removes the token of a lookup after which there is no view to cache. */
    void release(Lookup lookup) {
        if (redis != null && lookup.replaceable() != null && lookup.view() == null) {
            redis.send(CacheScript.RELEASE, lookup.key(), lookup.replaceable());
        }
    }

    private Lookup skipped(String key) {
        skips.increment();
        return new Lookup(key, null, null);
    }

    /** Why: views that were cached together should not all expire together. */
    private static Duration withJitter(Duration time) {
        return Duration.ofMillis(
                (long) (time.toMillis() * ThreadLocalRandom.current().nextDouble(0.9, 1.1)));
    }

    private static byte[] milliseconds(Duration time) {
        return CacheScript.bytes(Long.toString(time.toMillis()));
    }

    void bindTo(MeterRegistry registry) {
        count(registry, "hit", hits);
        count(registry, "miss", misses);
        count(registry, "skipped", skips);
        Gauge.builder("chasqui.cache.hit.ratio", this, ViewCache::hitRatio)
                .description("Part of the single views that came from the cache, since the start of this instance")
                .register(registry);
    }

    private static void count(MeterRegistry registry, String result, LongAdder adder) {
        FunctionCounter.builder("chasqui.cache.gets", adder, LongAdder::sum)
                .description("Single views looked for in the cache; skipped where it was off or did not answer")
                .tag("result", result)
                .register(registry);
    }

    private double hitRatio() {
        var all = hits.sum() + misses.sum() + skips.sum();
        return all == 0 ? Double.NaN : (double) hits.sum() / all;
    }

    @Override
    public void close() {
        if (redis != null) {
            redis.close();
        }
    }

    /**
     * The keys of views in Redis.
     *
     * @param service the service that shows them
     */
    record Keys(String service) {

        String of(String kind, long id) {
            return prefix() + kind + ":" + id;
        }

        String ofPart(Part part) {
            return ofParts() + part.kind() + ":" + part.id();
        }

        /** The prefix of the keys of all parts' marks. */
        String ofParts() {
            return prefix() + "part:";
        }

        private String prefix() {
            return "chasqui:" + service + ":";
        }
    }
}
