package org.chasqui.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.chasqui.http.versions.VersionWaits.Deadline;
import org.chasqui.platform.FaultPoint;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestServers;
import org.chasqui.views.CacheConnection.CircuitBreaker;
import org.chasqui.views.StaleViews.TransactionOutcomes;
import org.chasqui.views.ViewAutoConfiguration.CacheProperties;
import org.chasqui.views.ViewCache.Lookup;
import org.chasqui.views.ViewContent.Part;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * A reader and two writers of one row, each step of theirs before and after each of the others', and each of the writers perhaps ending
 * on the way: whatever is in the cache when all is over, it is not older than the row. And what the cache costs when Redis does not
 * answer.
 */
class ViewCacheIT {

    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final ViewCache.Keys KEYS = new ViewCache.Keys("test");

    private static final RedisServer server = TestServers.startRedis();
    private static final RedisClient client = RedisClient.create(server.uri());
    private static final LettuceConnectionFactory factory =
            new LettuceConnectionFactory(new RedisStandaloneConfiguration(server.host(), server.port()));

    private final List<ViewCache> caches = new ArrayList<>();

    @BeforeAll
    static void start() {
        factory.afterPropertiesSet();
        factory.start();
    }

    @AfterAll
    static void stop() {
        factory.destroy();
        client.shutdown(Duration.ZERO, Duration.ofSeconds(2));
        server.close();
    }

    @AfterEach
    void close() {
        caches.forEach(ViewCache::close);
    }

    /** A row, and who reads and writes it; a step is a letter. */
    private final class History {

        private final ViewCache cache;
        private final StaleViews stale = new StaleViews(
                new StringRedisTemplate(factory), KEYS, new TransactionOutcomes(null), LIFE, FaultPoint.NONE);
        private final long id;
        private final List<String> key;
        private final String firstMark = StaleViews.newMark();
        private final String secondMark = StaleViews.newMark();
        private long row = 1;
        private @Nullable Lookup lookup;
        private long seen;

        History(ViewCache cache, long id) {
            this.cache = cache;
            this.id = id;
            key = List.of(KEYS.of("thing", id));
        }

        void step(char step) {
            switch (step) {
                case 'l' -> lookup = cache.lookup("thing", id);
                case 'r' -> seen = row;
                case 'f' -> fill();
                case 'm' -> stale.mark(key, firstMark);
                case 'c' -> row = 2;
                case 'd' -> stale.drop(key, firstMark);
                case 'M' -> stale.mark(key, secondMark);
                case 'C' -> row = 3;
                case 'D' -> stale.drop(key, secondMark);
                case 'n' -> stale.renew(key, firstMark);
                case 'p' -> stale.markParts(Map.of(KEYS.ofPart(part(id, 2)), 2L));
                default -> throw new IllegalArgumentException("No such step: " + step);
            }
        }

        private void fill() {
            if (lookup != null && lookup.view() == null) {
                cache.fill(lookup, view(id, seen));
            }
        }

        /** The cache's answer to the next reader. */
        Optional<Long> cached() {
            return Optional.ofNullable(cache.lookup("thing", id).view()).map(View::version);
        }
    }

    @Test
    void isNeverLeftWithAnOldView() throws Exception {
        var cache = cache();
        var id = 0L;
        var filled = 0;
        for (var writers : new String[] {
            "mcd", "mc", "m", "mcdMCD", "mcMdCD", "mcMCdD", "mcMCDd", "mcMdC", "mcMCd", "mcMC", "mcMCD", "mncnd",
            "mcMnCdD", "mcMCndD", "mcMndC", "mcMnCD"
        }) {
            for (var history : interleavings("lrf", writers)) {
                var it = new History(cache, ++id);
                for (var step : history.toCharArray()) {
                    it.step(step);
                }
                var cached = it.cached();
                assertThat(cached.orElse(it.row)).as(history).isEqualTo(it.row);
                filled += cached.isPresent() ? 1 : 0;
            }
        }
        assertThat(filled).isPositive(); // else all of this would prove little
    }

    @Test
    void isNeverLeftWithAnOldViewThatWasThereBefore() throws Exception {
        var cache = cache();
        var id = 100_000L;
        for (var writers : new String[] {"mcd", "mc", "mcdMCD", "mcMdC", "mcMC"}) {
            for (var history : interleavings("lrf", writers)) {
                var it = new History(cache, ++id);
                for (var step : ("lrf" + history).toCharArray()) {
                    it.step(step);
                }
                assertThat(it.cached().orElse(it.row)).as(history).isEqualTo(it.row);
            }
        }
    }

    /** The part's own mark is all that stands in the way: the views of those who show it have none. */
    @Test
    void isNeverLeftWithAViewThatShowsAPartAsItWas() throws Exception {
        var cache = cache();
        var id = 600_000L;
        var filled = 0;
        for (var before : new String[] {"", "lrf"}) {
            for (var history : interleavings("lrf", "pc")) {
                var it = new History(cache, ++id);
                for (var step : (before + history).toCharArray()) {
                    it.step(step);
                }
                assertThat(shown(cache, id).map(View::version)).as(history).isNotEqualTo(Optional.of(1L));
                var cached = it.cached();
                assertThat(cached.orElse(it.row)).as(history).isEqualTo(it.row);
                filled += cached.isPresent() ? 1 : 0;
            }
        }
        assertThat(filled).isPositive();
    }

    private static Optional<View> shown(ViewCache cache, long id) {
        return Optional.ofNullable(cache.lookup("thing", id).view());
    }

    @Test
    void showsAPartThatHasChangedToNobodyWhileRowsStillDo() throws Exception {
        var cache = cache();
        var it = new History(cache, 700_000);
        for (var step : "lrfplrflrf".toCharArray()) {
            it.step(step);
        }

        assertThat(shown(cache, 700_000)).isEmpty();
        assertThat(it.cached()).isEmpty();
    }

    @Test
    void answersNobodyAnOldViewOnceTheNewOneIsCommitted() throws Exception {
        var cache = cache();
        var it = new History(cache, 200_000);
        for (var step : "lrfmc".toCharArray()) {
            it.step(step);
        }

        assertThat(it.cached()).isEmpty();
    }

    /** That lookups end at all, while Redis hangs, shows that they do not wait for it. */
    @Test
    @Timeout(60)
    void isPassedOverWhenRedisHangsAndAskedAgainASecondLater() throws Exception {
        var now = new AtomicLong();
        var cache = cache(connection(Duration.ofMillis(40), new CircuitBreaker(SECOND, now::get)), now);
        server.commands().configResetstat();
        server.freeze();
        try {
            var asked = 1;
            while (cache.lookup("thing", 300_000 + asked).replaceable() != null) {
                asked++; // the signal has not reached Redis yet
            }
            IntStream.range(0, 100).forEach(time -> cache.lookup("thing", 300_000));
            now.addAndGet(SECOND.toNanos());
            IntStream.range(0, 100).forEach(time -> cache.lookup("thing", 300_000));

            server.resume();
            now.addAndGet(SECOND.toNanos());
            cache.lookup("thing", 300_000); // runs behind all that were sent before
            while (scriptsRun() < asked + 2) {
                Thread.sleep(1);
            }
            assertThat(scriptsRun()).isEqualTo(asked + 2);
        } finally {
            server.resume();
        }
    }

    /** With a timeout that a test cannot outlive: without a connection, no reader waits for it. */
    @Test
    @Timeout(120)
    void isPassedOverWhileRedisIsDownAndComesBackWithIt() throws Exception {
        var now = new AtomicLong();
        var connection = connection(Duration.ofMinutes(10), new CircuitBreaker(SECOND, now::get));
        var cache = cache(connection, now);
        server.stop();
        try {
            while (connection.isOpen()) {
                Thread.onSpinWait();
            }
            assertThat(cache.lookup("thing", 400_000).view()).isNull();
        } finally {
            server.start();
        }
        untilConnected(cache, now);
    }

    @Test
    void isNotWorthMoreThanFiftyMillisecondsUnlessSomebodySaysSo() {
        var properties = new Binder(new MapConfigurationPropertySource(Map.of()))
                .bindOrCreate("chasqui.cache", CacheProperties.class);

        assertThat(properties.timeout().multipliedBy(2)).isLessThanOrEqualTo(Duration.ofMillis(50));
    }

    @Test
    void leavesHalfOfTheMemoryToEvents() throws Exception {
        var cache = cache();
        var used = server.commands()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .findFirst()
                .orElseThrow();
        server.commands().configSet("maxmemory", Long.toString(Long.parseLong(used) * 3 / 2));
        try {
            cache.fill(cache.lookup("thing", 500_000), view(1));
            assertThat(cache.lookup("thing", 500_000).replaceable()).isNotNull(); // nothing is there, not even a token
        } finally {
            server.commands().configSet("maxmemory", "0");
        }
        cache.fill(cache.lookup("thing", 500_001), view(1));
        assertThat(cache.lookup("thing", 500_001).view()).isNotNull();
    }

    @Test
    void isLeftOutWhereThereIsNone() {
        var off = new ViewCache(null, KEYS, LIFE);

        var lookup = off.lookup("thing", 1);
        off.fill(lookup, view(1));
        off.release(lookup);

        assertThat(lookup.view()).isNull();
        assertThat(off.lookup("thing", 1).view()).isNull();
    }

    private ViewCache cache() throws InterruptedException {
        var now = new AtomicLong();
        return cache(connection(Duration.ofSeconds(30), new CircuitBreaker(SECOND, now::get)), now);
    }

    private ViewCache cache(CacheConnection connection, AtomicLong now) throws InterruptedException {
        connection.open();
        var cache = new ViewCache(connection, KEYS, LIFE);
        caches.add(cache);
        untilConnected(cache, now);
        return cache;
    }

    private static CacheConnection connection(Duration timeout, CircuitBreaker breaker) {
        return new CacheConnection(() -> client, timeout, breaker);
    }

    private static void untilConnected(ViewCache cache, AtomicLong now) throws InterruptedException {
        var deadline = Deadline.in(Duration.ofSeconds(60));
        for (var lookup = cache.lookup("thing", -1); lookup.view() == null; lookup = cache.lookup("thing", -1)) {
            assertThat(deadline.left()).isPositive();
            cache.fill(lookup, view(1));
            Thread.sleep(10);
            now.addAndGet(SECOND.toNanos());
        }
    }

    private static long scriptsRun() {
        return Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)")
                .matcher(server.commands().info("commandstats"))
                .results()
                .mapToLong(calls -> Long.parseLong(calls.group(1)))
                .sum();
    }

    private static View view(long version) {
        return view(-1, version);
    }

    private static View view(long id, long version) {
        return View.of(
                new ViewContent(
                        OptionalLong.empty(), version, "", List.of(new Part("frame", id, 9), part(id, version))),
                new byte[] {'{', '}'});
    }

    private static Part part(long id, long revision) {
        return new Part("lens", id, revision);
    }

    /** All ways to do both in turn, each in its own order. */
    private static List<String> interleavings(String one, String other) {
        if (one.isEmpty() || other.isEmpty()) {
            return List.of(one + other);
        }
        var all = new ArrayList<String>();
        interleavings(one.substring(1), other).forEach(rest -> all.add(one.charAt(0) + rest));
        interleavings(one, other.substring(1)).forEach(rest -> all.add(other.charAt(0) + rest));
        return all;
    }
}
