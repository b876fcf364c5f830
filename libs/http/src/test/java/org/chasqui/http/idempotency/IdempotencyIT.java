package org.chasqui.http.idempotency;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.http.SampleService;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;

/** Requests over real HTTP, their effects and their answers in a real database. */
@SpringBootTest(
        classes = SampleService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"spring.application.name=shelf", "chasqui.idempotency.enabled=true"})
@ExtendWith(OutputCaptureExtension.class)
@UsesServers
@Import(ThingService.class)
class IdempotencyIT {

    private static final String PAPER = "{\"name\": \"paper\"}";

    private final HttpClient client = HttpClient.newHttpClient();

    @LocalServerPort
    private int port;

    @Autowired
    private JdbcClient jdbc;

    @Autowired
    private TestDatabase database;

    @Autowired
    private ThingService.Script script;

    @Autowired
    private AnswerTable answers;

    @Autowired
    private MeterRegistry meters;

    @BeforeEach
    void empty() {
        ThingService.makeTable(database);
        jdbc.sql("TRUNCATE thing, idempotency.answer").update();
    }

    @Test
    void givesTheFirstAnswerAgainWithStatusAndHeadersAndBody() {
        var first = add("key", PAPER);
        var second = add("key", PAPER);

        assertThat(first.statusCode()).isEqualTo(201);
        assertThat(first.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertThat(second.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(second.headers().firstValue("Location"))
                .hasValueSatisfying(location -> assertThat(location).startsWith("/api-queries/things/"));
        assertThat(second.headers().firstValue("ETag")).contains("\"1\"");
        assertSame(second, first);
        assertThat(things()).containsExactly("paper");
    }

    @Test
    void doesAnewWhatCarriesAnotherKeyOrNone() {
        add("key", PAPER);
        add("Key", PAPER);
        add(null, PAPER);
        add(null, PAPER);

        assertThat(things()).hasSize(4);
        assertThat(keys()).containsExactlyInAnyOrder("key", "Key");
    }

    @Test
    void refusesAKeyThatWasUsedForAnotherRequest() {
        add("key", PAPER);

        assertProblem(add("key", "{\"name\": \"scissors\"}"), 422, "idempotency-key-reused");
        assertProblem(post("/api-commands/things?x=1", "key", PAPER), 422, "idempotency-key-reused");
        assertProblem(post("/api-commands/things/7/cancel", "key", ""), 422, "idempotency-key-reused");
        assertThat(things()).containsExactly("paper");
        assertThat(add("key", PAPER).statusCode()).isEqualTo(201);
    }

    @Test
    void takesAnotherTextOfTheSameMeaningForTheSameRequest() {
        assertSame(add("key", " {\"name\":\"p\\u0061per\"}\n"), add("key", PAPER));
        assertThat(things()).containsExactly("paper");
    }

    @Test
    void worksWithoutABody() {
        assertSame(post("/api-commands/things/7/cancel", "key", ""), post("/api-commands/things/7/cancel", "key", ""));
        assertThat(things()).containsExactly("cancellation of 7");
    }

    @Test
    void givesARefusalAgainAlsoWhenTheStateWouldAllowItNow() {
        add(null, PAPER);
        add(null, PAPER);
        var refused = add("key", "{\"name\": \"one of two\"}");
        jdbc.sql("TRUNCATE thing").update();
        var again = add("key", "{\"name\": \"one of two\"}");

        assertProblem(refused, 409, "too-many-things");
        assertSame(again, refused);
        assertThat(things()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"name\": null}", "{\"name\": 1}", "{", "", "{\"name\": \"broken\"}"})
    void keepsNoAnswerToWhatWasNotUnderstoodOrBroke(String body) {
        assertThat(add("key", body).statusCode()).isIn(400, 500);

        assertThat(keys()).isEmpty();
        assertThat(things()).isEmpty();
        assertThat(add("key", PAPER).statusCode()).isEqualTo(201);
    }

    @Test
    void keepsNoAnswerToWhatWasNotFoundHere() {
        assertProblem(post("/api-commands/nothing", "key", PAPER), 404, "not-found");
        assertThat(keys()).isEmpty();
    }

    @Test
    void survivesACrashBetweenTheCommitAndTheAnswer(CapturedOutput output) {
        script.afterCommit.set(() -> {
            throw new ThingService.Crash();
        });
        var lost = add("key", PAPER);
        var again = add("key", PAPER);

        assertThat(lost.statusCode()).isEqualTo(500);
        assertThat(output)
                .containsPattern(
                        "ERROR .*\\[%s\\] .*Unexpected failure of /api-commands/things".formatted(traceIn(lost)));
        assertThat(again.statusCode()).isEqualTo(201);
        assertThat(again.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(things()).containsExactly("paper");
        assertThat(again.body()).contains(String.valueOf(idOfTheOnlyThing()));
    }

    @Test
    void survivesACrashBetweenTheRollbackAndTheKeepingOfARefusal() {
        add(null, PAPER);
        add(null, PAPER);
        script.afterCommit.set(() -> {
            throw new ThingService.Crash();
        });
        add("key", "{\"name\": \"one of two\"}");

        assertThat(keys()).isEmpty();
        assertProblem(add("key", "{\"name\": \"one of two\"}"), 409, "too-many-things");
    }

    @Test
    void leavesTheLastWordToATwinThatSucceededAfterTheRefusal() {
        add(null, PAPER);
        add(null, PAPER);
        script.afterCommit.set(() -> {
            jdbc.sql("TRUNCATE thing").update();
            assertThat(add("key", "{\"name\": \"one of two\"}").statusCode()).isEqualTo(201);
        });
        var answer = add("key", "{\"name\": \"one of two\"}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(answer.headers().firstValue("Idempotency-Replayed")).contains("true");
        assertThat(things()).containsExactly("one of two");
    }

    @Test
    @DirtiesContext // the latches of the script are used up
    void refusesATwinOfARequestThatIsAtWork() throws Exception {
        try (var threads = Executors.newSingleThreadExecutor()) {
            var first = threads.submit(() -> add("key", "{\"name\": \"slow\"}"));
            assertThat(script.slowHasBegun.await(20, TimeUnit.SECONDS)).isTrue();

            var twin = add("key", "{\"name\": \"slow\"}");
            assertProblem(twin, 409, "idempotency-key-in-use");
            assertThat(twin.headers().firstValue("Retry-After")).contains("1");
            assertProblem(add("key", PAPER), 409, "idempotency-key-in-use");
            assertThat(add("another", PAPER).statusCode()).isEqualTo(201);
            script.slowMayEnd.countDown();

            var done = first.get();
            assertSame(add("key", "{\"name\": \"slow\"}"), done);
        }
        assertThat(things()).containsExactlyInAnyOrder("slow", "paper");
    }

    @Test
    void doesOnceWhatManyAskForAtOnce() throws Exception {
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<HttpResponse<String>> call = () -> add("key", PAPER);
            var answers = threads.invokeAll(Collections.nCopies(8, call)).stream()
                    .map(answer -> answer.resultNow())
                    .toList();

            assertThat(answers)
                    .extracting(HttpResponse::statusCode)
                    .contains(201)
                    .containsAnyOf(201, 409);
            assertThat(answers)
                    .filteredOn(answer -> answer.statusCode() == 201)
                    .extracting(HttpResponse::body)
                    .containsOnly(add("key", PAPER).body());
        }
        assertThat(things()).containsExactly("paper");
    }

    @Test
    void forgetsAnAnswerAfterADayByTheClockOfTheDatabase() {
        var first = add("key", PAPER);
        makeOlder("key", "23 hours 59 minutes");
        assertSame(add("key", PAPER), first);

        makeOlder("key", "2 minutes");
        var anew = add("key", "{\"name\": \"stone\"}");
        assertThat(anew.statusCode()).isEqualTo(201);
        assertThat(anew.headers().firstValue("Idempotency-Replayed")).isEmpty();
        assertSame(add("key", "{\"name\": \"stone\"}"), anew);
    }

    @Test
    void deletesExpiredAnswersABatchAtATime() {
        IntStream.range(0, 5).forEach(number -> add("old " + number, PAPER));
        add("new", PAPER);
        jdbc.sql("UPDATE idempotency.answer SET at = at - interval '25 hours' WHERE key LIKE 'old%'")
                .update();

        assertThat(List.of(answers.deleteExpired(2), answers.deleteExpired(2), answers.deleteExpired(2)))
                .containsExactly(Pass.PROGRESSED, Pass.PROGRESSED, Pass.IDLE);
        assertThat(keys()).containsExactly("new");
    }

    @Test
    void countsRequestsByTheirResult() {
        var before =
                Stream.of("first", "replayed", "reused").map(this::requests).toList();
        add("key", PAPER);
        add("key", PAPER);
        add("key", PAPER);
        add("key", "{\"name\": \"scissors\"}");
        add(null, PAPER);

        assertThat(requests("first") - before.get(0)).isEqualTo(1);
        assertThat(requests("replayed") - before.get(1)).isEqualTo(2);
        assertThat(requests("reused") - before.get(2)).isEqualTo(1);
        assertThat(requests("in_use")).isNotNegative();
    }

    private double requests(String result) {
        return meters.get("chasqui.idempotency.requests")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void refusesAKeyThatIsNone() {
        assertProblem(add("x".repeat(201), PAPER), 400, "validation-failed");
        assertThat(add("x".repeat(201), PAPER).body())
                .contains("\"field\":\"Idempotency-Key\"", "must have 1 to 200 characters");
        assertThat(things()).isEmpty();
    }

    @Test
    void refusesABodyThatIsTooLargeToKeep() {
        assertProblem(add("key", "{\"name\": \"" + "x".repeat(65_536) + "\"}"), 413, "payload-too-large");
    }

    private HttpResponse<String> add(@Nullable String key, String body) {
        return post("/api-commands/things", key, body);
    }

    private HttpResponse<String> post(String path, @Nullable String key, String body) {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static String traceIn(HttpResponse<String> problem) {
        return problem.body().replaceFirst(".*\"traceId\":\"([0-9a-f]{32})\".*", "$1");
    }

    private static void assertSame(HttpResponse<String> answer, HttpResponse<String> first) {
        assertThat(answer.statusCode()).isEqualTo(first.statusCode());
        assertThat(answer.body()).isEqualTo(first.body());
        assertThat(headers(answer)).isEqualTo(headers(first));
    }

    private static TreeMap<String, List<String>> headers(HttpResponse<String> answer) {
        var headers = new TreeMap<String, List<String>>(String.CASE_INSENSITIVE_ORDER);
        headers.putAll(answer.headers().map());
        List.of("date", "connection", "keep-alive", "transfer-encoding", "idempotency-replayed")
                .forEach(headers::remove);
        return headers;
    }

    private static void assertProblem(HttpResponse<String> answer, int status, String slug) {
        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Content-Type")).contains("application/problem+json");
        assertThat(answer.body()).contains("\"type\":\"urn:chasqui:problem:" + slug + "\"");
    }

    private void makeOlder(String key, String interval) {
        jdbc.sql("UPDATE idempotency.answer SET at = at - ?::interval WHERE key = ?")
                .params(interval, key)
                .update();
    }

    private List<String> things() {
        return jdbc.sql("SELECT name FROM thing ORDER BY id")
                .query(String.class)
                .list();
    }

    private long idOfTheOnlyThing() {
        return jdbc.sql("SELECT id FROM thing").query(Long.class).single();
    }

    private List<String> keys() {
        return jdbc.sql("SELECT key FROM idempotency.answer")
                .query(String.class)
                .list();
    }
}
