package org.chasqui.service.view;

import static org.assertj.core.api.Assertions.assertThat;

import io.lettuce.core.RedisClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.FaultPoint;
import org.chasqui.service.versions.EntityTag;
import org.chasqui.service.view.ViewCache.Look;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
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
    private static final ViewKeys KEYS = new ViewKeys("test");

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
        private final StaleViews stale = new StaleViews(new StringRedisTemplate(factory), KEYS, LIFE, FaultPoint.NONE);
        private final long id;
        private final List<String> key;
        private final String firstMark = StaleViews.newMark();
        private final String secondMark = StaleViews.newMark();
        private long row = 1;
        private @Nullable Look look;
        private long seen;

        History(ViewCache cache, long id) {
            this.cache = cache;
            this.id = id;
            key = List.of(KEYS.of("thing", id));
        }

        void step(char step) {
            switch (step) {
                case 'l' -> look = cache.look("thing", id);
                case 'r' -> seen = row;
                case 'f' -> fill();
                case 'm' -> stale.mark(key, firstMark);
                case 'c' -> row = 2;
                case 'd' -> stale.drop(key, firstMark);
                case 'M' -> stale.mark(key, secondMark);
                case 'C' -> row = 3;
                case 'D' -> stale.drop(key, secondMark);
                default -> throw new IllegalArgumentException("No such step: " + step);
            }
        }

        private void fill() {
            if (look != null && look.view() == null) {
                cache.fill(look, view(seen));
            }
        }

        /** What the next reader would be answered from the cache. */
        Optional<Long> cached() {
            return Optional.ofNullable(cache.look("thing", id).view()).map(View::version);
        }
    }

    @Test
    void isNeverLeftWithAnOldView() throws Exception {
        var cache = cache(Duration.ofSeconds(5));
        var id = 0L;
        var filled = 0;
        for (var writers : new String[] {
            "mcd", "mc", "m", "mcdMCD", "mcMdCD", "mcMCdD", "mcMCDd", "mcMdC", "mcMCd", "mcMC", "mcMCD"
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
        var cache = cache(Duration.ofSeconds(5));
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

    @Test
    void answersNobodyAnOldViewOnceTheNewOneIsCommitted() throws Exception {
        var cache = cache(Duration.ofSeconds(5));
        var it = new History(cache, 200_000);
        for (var step : "lrfmc".toCharArray()) {
            it.step(step);
        }

        assertThat(it.cached()).isEmpty();
    }

    /** The least of several times is taken, since the machine that runs the tests may be busy with something else. */
    @Test
    void costsLessThanFiftyMillisecondsWhenRedisHangs() throws Exception {
        var cache = cache(Duration.ofMillis(40));
        cache.look("thing", 300_000);
        server.freeze();
        try {
            assertThat(leastTimeOf(4, () -> {
                        pause(Duration.ofMillis(1_100)); // so that Redis is asked again
                        return () -> cache.look("thing", 300_001);
                    }))
                    .isBetween(Duration.ofMillis(30), Duration.ofMillis(50));
            assertThat(leastTimeOf(4, () -> () -> cache.look("thing", 300_001))).isLessThan(Duration.ofMillis(5));
        } finally {
            server.resume();
        }
        untilConnected(cache);
    }

    @Test
    void costsNothingWhenRedisIsDownAndComesBackWithIt() throws Exception {
        var cache = cache(Duration.ofMillis(500));
        server.stop();
        try {
            assertThat(leastTimeOf(4, () -> () -> cache.look("thing", 400_000))).isLessThan(Duration.ofMillis(50));
        } finally {
            server.start();
        }
        untilConnected(cache);
    }

    @Test
    void leavesHalfOfTheMemoryToEvents() throws Exception {
        var cache = cache(Duration.ofSeconds(5));
        var used = server.commands()
                .info("memory")
                .lines()
                .filter(line -> line.startsWith("used_memory:"))
                .map(line -> line.substring(line.indexOf(':') + 1))
                .findFirst()
                .orElseThrow();
        server.commands().configSet("maxmemory", Long.toString(Long.parseLong(used) * 3 / 2));
        try {
            cache.fill(cache.look("thing", 500_000), view(1));
            assertThat(cache.look("thing", 500_000).token()).isNotNull(); // nothing is there, not even a token
        } finally {
            server.commands().configSet("maxmemory", "0");
        }
        cache.fill(cache.look("thing", 500_001), view(1));
        assertThat(cache.look("thing", 500_001).view()).isNotNull();
    }

    @Test
    void isLeftOutWhereThereIsNone() {
        var off = new ViewCache(null, KEYS, LIFE);

        var look = off.look("thing", 1);
        off.fill(look, view(1));
        off.release(look);

        assertThat(look.view()).isNull();
        assertThat(off.look("thing", 1).view()).isNull();
    }

    private ViewCache cache(Duration timeout) throws InterruptedException {
        var connection = new CacheConnection(() -> client, timeout);
        connection.open();
        var cache = new ViewCache(connection, KEYS, LIFE);
        caches.add(cache);
        untilConnected(cache);
        return cache;
    }

    private static void untilConnected(ViewCache cache) throws InterruptedException {
        var deadline = Deadline.in(Duration.ofSeconds(30));
        for (var look = cache.look("thing", -1); look.view() == null; look = cache.look("thing", -1)) {
            assertThat(deadline.left()).isPositive();
            cache.fill(look, view(1));
            Thread.sleep(10);
        }
    }

    private static View view(long version) {
        return View.of(EntityTag.of(version), new byte[] {'{', '}'});
    }

    private interface Attempt {
        Runnable prepare() throws InterruptedException;
    }

    private static Duration leastTimeOf(int attempts, Attempt attempt) throws InterruptedException {
        var least = Duration.ofDays(1);
        for (var i = 0; i < attempts; i++) {
            var work = attempt.prepare();
            var start = System.nanoTime();
            work.run();
            var time = Duration.ofNanos(System.nanoTime() - start);
            least = time.compareTo(least) < 0 ? time : least;
        }
        return least;
    }

    private static void pause(Duration time) throws InterruptedException {
        Thread.sleep(time);
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
