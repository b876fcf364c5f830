package org.chasqui.views;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.LongAdder;
import org.chasqui.views.CacheConnection.Unanswered;
import org.jspecify.annotations.Nullable;

/**
 * The views that Redis has, for those who ask for one.
 *
 * <p>Who finds none leaves a token, reads the row, and puts the view in the token's place; if the token is gone, somebody has changed the
 * row meanwhile, and what was read may be old. So an old view cannot take the place of a newer one, however late it comes. This is the
 * lease of <a href="https://www.usenix.org/conference/nsdi13/technical-sessions/presentation/nishtala">Scaling Memcache at Facebook</a>;
 * the other half is in {@link StaleViews}.
 */
final class ViewCache implements AutoCloseable {

    /** How long whoever has seen that there is no view may take to fill it in. */
    static final Duration LEASE = Duration.ofSeconds(10);

    private final @Nullable CacheConnection redis;
    private final ViewKeys keys;
    private final byte[] marksOfParts;
    private final Duration timeToLive;
    private final LongAdder hits = new LongAdder();
    private final LongAdder misses = new LongAdder();
    private final LongAdder skips = new LongAdder();

    /**
     * What there was.
     *
     * @param view null if there was none
     * @param replaceable what whoever looked may put a newer view in the place of: their own token, or the view; null if it is not theirs to
     *     fill
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares looks
    record Look(String key, @Nullable View view, byte @Nullable [] replaceable) {}

    /** @param redis null if there shall be no cache */
    ViewCache(@Nullable CacheConnection redis, ViewKeys keys, Duration timeToLive) {
        this.redis = redis;
        this.keys = keys;
        marksOfParts = CacheScript.bytes(keys.ofParts());
        this.timeToLive = timeToLive;
    }

    Look look(String kind, long id) {
        var key = keys.of(kind, id);
        if (redis == null) {
            return skipped(key);
        }
        var token = CacheScript.bytes(
                "?" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong()));
        try {
            return look(redis, key, token);
        } catch (Unanswered e) {
            return skipped(key);
        }
    }

    private Look look(CacheConnection redis, String key, byte[] token) throws Unanswered {
        var value = redis.eval(CacheScript.LOOK, key, token, milliseconds(LEASE), marksOfParts);
        var look = value == null ? new Look(key, null, token) : read(redis, key, value);
        (look.view() == null ? misses : hits).increment();
        return look;
    }

    private static Look read(CacheConnection redis, String key, byte[] value) {
        var view = View.fromCache(key, value).orElse(null);
        if (view == null && !isToken(value)) {
            redis.send(CacheScript.RELEASE, key, value); // garbage; nobody would ever replace it
        }
        return new Look(key, view, view == null ? null : value);
    }

    private static boolean isToken(byte[] value) {
        return value.length > 0 && (value[0] == '?' || value[0] == '!');
    }

    /** Puts what was read after the look where others find it, unless it may be old by now, or is no newer than what was there. */
    void fill(Look look, View view) {
        var isNewer = look.view() == null || view.version() > look.view().version();
        if (redis != null && look.replaceable() != null && isNewer) {
            redis.send(
                    CacheScript.FILL,
                    look.key(),
                    look.replaceable(),
                    view.cached(look.key()),
                    milliseconds(withJitter(timeToLive)));
        }
    }

    /** There is nothing to fill in, and so nothing stays. */
    void release(Look look) {
        if (redis != null && look.replaceable() != null && look.view() == null) {
            redis.send(CacheScript.RELEASE, look.key(), look.replaceable());
        }
    }

    private Look skipped(String key) {
        skips.increment();
        return new Look(key, null, null);
    }

    /** Why: views that came together should not all go together. */
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
}
