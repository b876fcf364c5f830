package org.chasqui.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.UsesServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Views over real HTTP, from a real database and a real cache. */
@SpringBootTest(
        classes = ViewsTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.application.name=gallery",
            "spring.datasource.hikari.maximum-pool-size=2",
            // the machine that runs the tests may be slow, but the servers are there
            "spring.datasource.hikari.connection-timeout=20000",
            "spring.data.redis.timeout=5s",
            "chasqui.cache.timeout=5s",
            "messaging.autostart=false",
            "chasqui.version-waits.max-requests=3"
        })
@UsesServers
@Import(PictureService.class)
class SingleViewIT {

    private static final String KEY = "chasqui:gallery:picture:7";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private PictureService.Projection projection;

    @Autowired
    private PictureService.Crash crash;

    @Autowired
    private RedisServer redis;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private HikariDataSource pool;

    @Autowired
    private MeterRegistry meters;

    @BeforeEach
    void empty() throws Exception {
        jdbc.sql("TRUNCATE picture").update();
        redis.commands().flushall();
        projection.apply(1, 1, "warm-up");
        await().atMost(LIMIT).until(() -> {
            get(1);
            return cacheOf(get(1)).equals("HIT");
        });
    }

    @AfterEach
    void goOn() {
        crash.crashAt.set("");
    }

    @Test
    void comesFromTheCacheTheSecondTime() throws Exception {
        projection.apply(7, 1, "Ñandú");

        var first = get(7);
        var second = get(7);

        assertThat(cacheOf(first)).isEqualTo("MISS");
        assertThat(cacheOf(second)).isEqualTo("HIT");
        assertThat(second.body()).isEqualTo(first.body()).isEqualTo("{\"title\":\"Ñandú\"}");
        assertThat(header(second, "ETag")).isEqualTo(header(first, "ETag")).matches("\"1\\.[0-9]+\"");
        assertThat(header(second, "Content-Type"))
                .isEqualTo(header(first, "Content-Type"))
                .isEqualTo("application/json");
        assertThat(header(second, "Cache-Control")).isEqualTo("no-cache");
    }

    /** The plain request is answered before any controller, the other by one. */
    @Test
    void isTheSameWhetherTheRequestIsPlainOrNot() throws Exception {
        projection.apply(7, 1, "Ñandú");
        get(7);

        var plain = get(7);
        var other = get(7, "Accept", "application/*");

        assertThat(cacheOf(plain)).isEqualTo(cacheOf(other)).isEqualTo("HIT");
        assertThat(plain.body()).isEqualTo(other.body());
        assertThat(headers(plain)).isEqualTo(headers(other));
    }

    @Test
    void countsInTheMetricsOfItsPathWhereverItComesFrom() throws Exception {
        projection.apply(7, 1, "Sunrise");
        var before = requestsCounted();

        assertThat(cacheOf(get(7))).isEqualTo("MISS");
        assertThat(cacheOf(get(7))).isEqualTo("HIT");

        await().atMost(LIMIT).until(() -> requestsCounted() == before + 2);
    }

    /** Each further measurement would cost as much as the answer. */
    @Test
    void isMeasuredOnce() throws Exception {
        get(1);

        assertThat(meters.find("http.server.requests.active").meters()).isEmpty();
        assertThat(meters.getMeters())
                .noneMatch(meter -> meter.getId().getName().startsWith("lettuce"));
    }

    private long requestsCounted() {
        return meters.find("http.server.requests").tag("uri", "/api-queries/pictures/{id}").timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static Map<String, List<String>> headers(HttpResponse<String> answer) {
        var headers = new TreeMap<>(answer.headers().map());
        headers.remove("date");
        return headers;
    }

    @Test
    void isNewFromTheCommitOn() throws Exception {
        projection.apply(7, 1, "Sunrise");
        get(7);

        projection.apply(7, 2, "Sunset");

        assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunset\"}");
        assertThat(cacheOf(get(7))).isEqualTo("HIT");
        assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunset\"}");
    }

    @Test
    void isNotAnsweredToAReaderWhoHasItWhereverItComesFrom() throws Exception {
        projection.apply(7, 3, "Sunset");
        var tag = String.valueOf(header(get(7), "ETag"));
        redis.commands().del(KEY);

        for (var source : new String[] {"MISS", "HIT"}) {
            var answer = get(7, "If-None-Match", tag);
            assertThat(answer.statusCode()).isEqualTo(304);
            assertThat(answer.body()).isEmpty();
            assertThat(header(answer, "ETag")).isEqualTo(tag);
            assertThat(cacheOf(answer)).isEqualTo(source);
        }
        assertThat(get(7, "If-None-Match", "\"3\"").statusCode()).isEqualTo(200);
    }

    @Test
    void isAnsweredToAReaderWhoHasOtherContentOfThatVersionFromBeforeARestore() throws Exception {
        projection.apply(7, 3, "Sunset, which the backup lacks");
        var tag = String.valueOf(header(get(7), "ETag"));
        jdbc.sql("TRUNCATE picture").update();
        redis.commands().flushall();
        projection.apply(7, 3, "Sunrise");

        assertThat(get(7, "If-None-Match", tag).statusCode()).isEqualTo(200);
    }

    @Test
    void isAnsweredAtOnceIfItIsNewEnough() throws Exception {
        projection.apply(7, 3, "Sunset");

        assertThat(get(7, "X-Min-Version", "3").statusCode()).isEqualTo(200);
        assertThat(cacheOf(get(7, "X-Min-Version", "2"))).isEqualTo("HIT");
        assertThat(header(get(7, "X-Min-Version", "3", "Prefer", "wait=30"), "Preference-Applied"))
                .isEqualTo("wait=10");
        assertThat(header(get(7, "X-Min-Version", "3"), "Preference-Applied")).isNull();
        assertThat(header(get(7, "Prefer", "wait=3"), "Preference-Applied")).isNull(); // nothing to wait for
    }

    private void untilWaiting(int requests) {
        await().atMost(LIMIT)
                .until(() -> meters.get("chasqui.version.waits").gauge().value() == requests);
    }

    @Test
    void waitsForACommitOfThisInstance() throws Exception {
        projection.apply(7, 1, "Sunrise");
        get(7);

        var answer = getLater(7, "X-Min-Version", "2", "Prefer", "wait=10");
        untilWaiting(1);
        projection.apply(7, 2, "Sunset");

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"title\":\"Sunset\"}");
    }

    @Test
    void waitsForWhatDoesNotExistYet() throws Exception {
        var answer = getLater(7, "X-Min-Version", "1", "Prefer", "wait=10");
        untilWaiting(1);
        projection.apply(7, 1, "Sunrise");

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"title\":\"Sunrise\"}");
    }

    @Test
    void waitsForACommitOfAnotherInstance() throws Exception {
        var answer = getLater(7, "X-Min-Version", "1", "Prefer", "wait=10");
        untilWaiting(1);
        projection.applyElsewhere(7, 1, "Sunrise");

        assertThat(answer.get(20, TimeUnit.SECONDS).body()).isEqualTo("{\"title\":\"Sunrise\"}");
    }

    @Test
    void isNeverOlderThanAskedForEvenIfTheCacheIsAndTakesItsPlaceThere() throws Exception {
        projection.apply(7, 1, "Sunrise");
        get(7);
        projection.applyElsewhere(7, 2, "Sunset"); // and the news of it has not come to the cache

        assertThat(cacheOf(get(7))).isEqualTo("HIT");
        var answer = get(7, "X-Min-Version", "2");
        assertThat(cacheOf(answer)).isEqualTo("MISS");
        assertThat(answer.body()).isEqualTo("{\"title\":\"Sunset\"}");

        var next = get(7);
        assertThat(cacheOf(next)).isEqualTo("HIT");
        assertThat(next.body()).isEqualTo("{\"title\":\"Sunset\"}");
    }

    @Test
    void isRefusedWhenTheWaitIsOver() throws Exception {
        projection.apply(7, 1, "Sunrise");

        var answer = get(7, "X-Min-Version", "2", "Prefer", "wait=0");

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(header(answer, "Preference-Applied")).isEqualTo("wait=0");
        assertThat(header(answer, "Retry-After")).isEqualTo("1");
        assertThat(header(answer, "Content-Type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("urn:chasqui:problem:replica-behind", "Version 2 of picture 7 has not arrived here yet.");
    }

    @Test
    void waitsTwoSecondsByItself() throws Exception {
        var start = System.nanoTime();

        assertThat(get(7, "X-Min-Version", "1").statusCode()).isEqualTo(503);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void leavesTheConnectionsToOthersWhileItWaitsAndLetsNotTooManyWait() throws Exception {
        projection.apply(9, 1, "Noon");
        var waiting = IntStream.of(11, 12, 13)
                .mapToObj(id -> getLater(id, "X-Min-Version", "1", "Prefer", "wait=10"))
                .toList();
        untilWaiting(3);

        assertThat(pool.getMaximumPoolSize()).isEqualTo(2); // fewer than wait
        for (var i = 0; i < 20; i++) {
            redis.commands().del("chasqui:gallery:picture:9");
            assertThat(get(9).statusCode()).isEqualTo(200);
        }
        var excess = get(14, "X-Min-Version", "1");
        assertThat(excess.statusCode()).isEqualTo(503);
        assertThat(excess.body()).contains("urn:chasqui:problem:too-many-waiters");
        assertThat(header(excess, "Retry-After")).isEqualTo("1");

        IntStream.of(11, 12, 13).forEach(id -> projection.apply(id, 1, "Night"));
        for (var answer : waiting) {
            assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "two", "1.0", "9007199254740992"})
    void isRefusedIfTheVersionMakesNoSense(String version) throws Exception {
        var answer = get(7, "X-Min-Version", version);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("urn:chasqui:problem:validation-failed", "X-Min-Version");
    }

    @Test
    void leavesNothingInRedisIfItIsAbsent() throws Exception {
        redis.commands().flushall();

        for (var id : new long[] {0, 7, 8, -1, Long.MAX_VALUE}) {
            assertThat(get(id).statusCode()).isEqualTo(404);
        }
        assertThat(get(9, "X-Min-Version", "1", "Prefer", "wait=0").statusCode())
                .isEqualTo(503);

        await().atMost(LIMIT).until(() -> redis.commands().dbsize() == 0);
    }

    @Test
    void staysOutOfTheCacheIfTheProcessEndsBetweenCommitAndDrop() throws Exception {
        projection.apply(7, 1, "Sunrise");
        get(7);

        crash.crashAt.set("views.before-drop");
        projection.apply(7, 2, "Sunset");

        for (var i = 0; i < 3; i++) {
            assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunset\"}");
            assertThat(cacheOf(get(7))).isEqualTo("MISS");
        }
        assertThat(redis.commands().get(KEY)).startsWith("!");
        assertThat(redis.commands().pttl(KEY)) // longer than a view from before the commit could stay
                .isBetween(
                        Duration.ofMinutes(34).toMillis(),
                        Duration.ofMinutes(61).toMillis());
    }

    @Test
    void isAsItWasIfTheProcessEndsBeforeTheCommit() throws Exception {
        projection.apply(7, 1, "Sunrise");
        get(7);

        crash.crashAt.set("views.after-mark");
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> projection.apply(7, 2, "Sunset"));

        assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunrise\"}");
    }

    @Test
    void isInTheCacheAgainAfterARollback() throws Exception {
        projection.apply(7, 1, "Sunrise");
        get(7);

        projection.applyAndRollBack(7, 2, "Sunset");

        get(7);
        assertThat(cacheOf(get(7))).isEqualTo("HIT");
        assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunrise\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "garbage",
                "\"9\"\n{\"title\":\"Fake\"}",
                "00000000\"9\"\n{\"title\":\"Fake\"}",
                "{}",
                "?",
                "!"
            })
    void comesFromTheDatabaseIfTheCacheHoldsGarbage(String garbage) throws Exception {
        projection.apply(7, 1, "Sunrise");
        redis.commands().set(KEY, garbage);

        var answer = get(7);

        assertThat(answer.body()).isEqualTo("{\"title\":\"Sunrise\"}");
        assertThat(cacheOf(answer)).isEqualTo("MISS");
    }

    @Test
    void takesThePlaceOfGarbageInTheCache() throws Exception {
        projection.apply(7, 1, "Sunrise");
        redis.commands().set(KEY, "garbage");
        get(7);
        get(7);
        assertThat(cacheOf(get(7))).isEqualTo("HIT");

        redis.commands().del(KEY);
        redis.commands().rpush(KEY, "a", "list");
        get(7);
        assertThat(cacheOf(get(7))).isEqualTo("HIT");

        redis.commands().del(KEY);
        redis.commands().rpush(KEY, "a", "list");
        projection.apply(7, 2, "Sunset");
        assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunset\"}");
    }

    @Test
    void staysHalfAnHourMoreOrLess() throws Exception {
        var lives = new HashSet<Long>();
        for (var id = 20; id < 30; id++) {
            projection.apply(id, 1, "One of many");
            get(id);
            get(id);
            lives.add(redis.commands().pttl("chasqui:gallery:picture:" + id) / 10_000);
        }

        assertThat(lives).hasSizeGreaterThan(2).allMatch(tens -> tens >= 6 * 27 - 2 && tens <= 6 * 33);
    }

    @Test
    void isCountedByWhereItCameFrom() throws Exception {
        projection.apply(7, 1, "Sunrise");
        var hits = gets("hit");
        var misses = gets("miss");

        get(7);
        get(7);
        get(7);

        assertThat(gets("hit") - hits).isEqualTo(2);
        assertThat(gets("miss") - misses).isEqualTo(1);
        assertThat(meters.get("chasqui.cache.hit.ratio").gauge().value()).isBetween(0.0, 1.0);
    }

    @Test
    void isNotChangedWhileRedisIsDownAndComesFromTheDatabase() throws Exception {
        projection.apply(7, 1, "Sunrise");
        get(7);
        redis.stop();
        try {
            assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunrise\"}");
            assertThat(cacheOf(get(7))).isEqualTo("MISS");
            assertThatExceptionOfType(TransientDataAccessException.class)
                    .isThrownBy(() -> projection.apply(7, 2, "Sunset"));
            assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunrise\"}");
        } finally {
            redis.start();
        }
        await().atMost(LIMIT).until(() -> isApplied(7, 2, "Sunset")); // a consumer tries again, too
        assertThat(get(7).body()).isEqualTo("{\"title\":\"Sunset\"}");
        await().atMost(LIMIT).until(() -> cacheOf(get(7)).equals("HIT"));
    }

    private boolean isApplied(long id, long version, String title) {
        try {
            projection.apply(id, version, title);
            return true;
        } catch (TransientDataAccessException e) {
            return false;
        }
    }

    private double gets(String result) {
        return meters.get("chasqui.cache.gets")
                .tag("result", result)
                .functionCounter()
                .count();
    }

    private static String cacheOf(HttpResponse<?> answer) {
        return String.valueOf(header(answer, "X-Cache"));
    }

    private static @Nullable String header(HttpResponse<?> answer, String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    private HttpResponse<String> get(long id, String... headers) throws IOException, InterruptedException {
        return client.send(request(id, headers), BodyHandlers.ofString());
    }

    private CompletableFuture<HttpResponse<String>> getLater(long id, String... headers) {
        return client.sendAsync(request(id, headers), BodyHandlers.ofString());
    }

    private HttpRequest request(long id, String... headers) {
        var request = HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/api-queries/pictures/" + id));
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }
}
