package org.chasqui.operations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.json.JsonMapper;

/** The operator's queues, over HTTP and in a real Redis. */
@SpringBootTest(
        classes = OperationsTestApplication.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "spring.data.redis.timeout=5s")
@UsesServers
class QueuesIT {

    private static final String ALL = "ops:{queues}";

    @LocalServerPort
    private int port;

    @Autowired
    private RedisServer redis;

    private Client client;

    @BeforeEach
    void emptyRedis() {
        client = new Client(port);
        if (!redis.isRunning()) {
            redis.start();
        }
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> {
            redis.commands().flushall();
            return client.get("/ops/queues").status() == 200;
        });
    }

    @Test
    void messagesComeOutInTheOrderInWhichTheyWentIn() {
        var messages = List.of(1, "two", List.of(3, 3), Map.of("four", true), "  ", "ñandú 🦙", "line\nbreak");
        for (var i = 0; i < messages.size(); i++) {
            var pushed = client.push("letters", messages.get(i));
            assertThat(pushed.status()).isEqualTo(201);
            assertThat(pushed.json().toString()).isEqualTo("{\"status\":\"ok\",\"count\":%d}".formatted(i + 1));
        }

        assertThat(client.get("/ops/queues/letters/count").json().toString())
                .isEqualTo("{\"name\":\"letters\",\"kind\":\"operator\",\"count\":7}");
        assertThat(client.get("/ops/queues/letters/messages?limit=2").json().toString())
                .isEqualTo("{\"name\":\"letters\",\"count\":7,\"messages\":[1,\"two\"]}");
        for (var message : messages) {
            var popped = client.pop("letters");
            assertThat(popped.status()).isEqualTo(200);
            assertThat(popped.json().path("message").toString())
                    .isEqualTo(JsonMapper.shared().writeValueAsString(message));
        }
        assertThat(client.pop("letters").json().toString()).isEqualTo("{\"status\":\"ok\",\"message\":null}");
        assertThat(redis.commands().keys("*")).containsExactly(ALL);
        assertThat(redis.commands().hgetall(ALL)).isEqualTo(Map.of("*", "0"));
    }

    @Test
    void aQueueIsListedForAsLongAsItHasMessages() {
        client.push("b", 1);
        client.push("a", 1);
        client.push("a", 2);

        assertThat(client.get("/ops/queues").json().toString())
                .isEqualTo("{\"queues\":[{\"name\":\"a\",\"kind\":\"operator\",\"count\":2},"
                        + "{\"name\":\"b\",\"kind\":\"operator\",\"count\":1}],\"unanswered\":{}}");
        client.pop("b");
        assertThat(client.get("/ops/queues").json().path("queues").size()).isOne();
    }

    @Test
    void aRepeatedPushWithItsKeyIsNotDoubled() {
        client.push("letters", "first", "Idempotency-Key", "k1");
        var second = client.push("letters", "second", "Idempotency-Key", "k2");
        var again = client.push("letters", "second", "Idempotency-Key", "k2");

        assertThat(second.isReplayed()).isFalse();
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.isReplayed()).isTrue();
        assertThat(again.json()).isEqualTo(second.json());
        assertThat(redis.commands().lrange(ALL + ":letters", 0, -1)).containsExactly("\"first\"", "\"second\"");
    }

    @Test
    void aRepeatedPopWithItsKeyGivesTheSameMessage() {
        client.push("letters", "first");
        client.push("letters", "second");

        assertThat(client.pop("letters", "Idempotency-Key", "k")
                        .json()
                        .path("message")
                        .asString())
                .isEqualTo("first");
        var again = client.pop("letters", "Idempotency-Key", "k");
        assertThat(again.isReplayed()).isTrue();
        assertThat(again.json().path("message").asString()).isEqualTo("first");
        assertThat(client.pop("letters", "Idempotency-Key", "k2")
                        .json()
                        .path("message")
                        .asString())
                .isEqualTo("second");
    }

    @Test
    void aKeyStandsForOneRequest() {
        client.push("letters", "first", "Idempotency-Key", "k");

        var other = client.push("letters", "second", "Idempotency-Key", "k");
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.problem()).isEqualTo("idempotency-key-reused");
        assertThat(client.pop("letters", "Idempotency-Key", "k").status()).isEqualTo(422);
        assertThat(client.push("other", "first", "Idempotency-Key", "k").status())
                .isEqualTo(422);
        assertThat(client.get("/ops/queues/letters/count").json().path("count").asInt())
                .isOne();
    }

    @Test
    void anAnswerIsForgottenAfterADayAndItsMemoryWithIt() {
        client.push("letters", "first", "Idempotency-Key", "k");
        client.pop("letters", "Idempotency-Key", "k2");
        assertThat(redis.commands().hlen(ALL + ".answers")).isEqualTo(2);
        var ends = redis.commands().lrange(ALL + ".ends", 0, -1);
        var inADay = System.currentTimeMillis() / 1000 + 86_400;
        assertThat(ends)
                .allSatisfy(end -> assertThat(Long.parseLong(end.split(" ")[0])).isBetween(inADay - 60, inADay));

        for (var i = 0; i < 2; i++) {
            redis.commands().lset(ALL + ".ends", i, "1 " + ends.get(i).split(" ")[1]);
        }
        client.pop("letters");

        assertThat(redis.commands().keys("*")).containsExactly(ALL);
        assertThat(redis.commands().hgetall(ALL)).isEqualTo(Map.of("*", "0"));
    }

    @Test
    void manyAtOnceTakeEachMessageOnce() throws Exception {
        var popped = new ConcurrentLinkedQueue<String>();
        var work = new ArrayList<Callable<Void>>();
        for (var worker = 0; worker < 4; worker++) {
            var name = "w" + worker + "-";
            work.add(() -> {
                IntStream.range(0, 50).forEach(i -> client.push("letters", name + i));
                return null;
            });
            work.add(() -> {
                IntStream.range(0, 60)
                        .forEach(i -> Stream.of(client.pop("letters", "Idempotency-Key", name + i))
                                .map(answer -> answer.json().path("message").asString(""))
                                .filter(message -> !message.isEmpty())
                                .forEach(popped::add));
                return null;
            });
        }
        try (var threads = Executors.newFixedThreadPool(work.size())) {
            for (var done : threads.invokeAll(work)) {
                done.get();
            }
        }
        for (var rest = client.pop("letters"); !rest.json().path("message").isNull(); rest = client.pop("letters")) {
            popped.add(rest.json().path("message").asString());
        }

        assertThat(popped).hasSize(200).doesNotHaveDuplicates();
        for (var worker = 0; worker < 4; worker++) {
            assertThat(popped).contains("w" + worker + "-0", "w" + worker + "-49");
        }
    }

    @Test
    void aMessageHas64KibibytesAtMost() {
        var most = "x".repeat(65_536 - "{\"message\":\"\"}".length());

        assertThat(client.push("letters", most).status()).isEqualTo(201);
        var larger = client.push("letters", most + "x");
        assertThat(larger.status()).isEqualTo(413);
        assertThat(larger.problem()).isEqualTo("payload-too-large");
    }

    @Test
    void redisHasRoomForEventsWhateverIsPushed() {
        var largest = "x".repeat(65_000);
        var pushed = IntStream.range(0, 300)
                .mapToObj(i -> client.push("letters", largest, "Idempotency-Key", "k" + i))
                .takeWhile(answer -> answer.status() == 201)
                .count();

        assertThat(pushed).isBetween(240L, 260L);
        assertFull(client.push("other", largest));
        client.pop("letters");
        assertThat(client.push("other", largest).status()).isEqualTo(201);
    }

    @Test
    void thereAreAHundredQueuesAtMost() {
        IntStream.range(0, 100)
                .forEach(i -> assertThat(client.push("q" + i, i).status()).isEqualTo(201));

        assertFull(client.push("one-more", 1));
        assertThat(client.push("q1", 1).status()).isEqualTo(201);
        client.pop("q7");
        assertThat(client.push("one-more", 1).status()).isEqualTo(201);
    }

    @Test
    void aQueueHasTenThousandMessagesAtMost() {
        client.push("letters", 0);
        redis.commands()
                .rpush(ALL + ":letters", Stream.generate(() -> "0").limit(9_999).toArray(String[]::new));

        assertFull(client.push("letters", 1));
        client.pop("letters");
        assertThat(client.push("letters", 1).json().path("count").asInt()).isEqualTo(10_000);
    }

    private static void assertFull(Client.Answer answer) {
        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("queue-full");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pop", "push"})
    void theListOfASubscriptionIsLeftAlone(String what) {
        var answer = client.post("/ops/queues/orders.0.orders-queries/" + what, "{\"message\":1}");

        assertThat(answer.status()).isEqualTo(409);
        assertThat(answer.problem()).isEqualTo("subscription-queue");
        assertThat(answer.json().path("detail").asString()).contains("/ops/services/orders-queries/deadletters");
        assertThat(redis.commands().keys("*")).isEmpty();
    }

    @Test
    void aServiceThatIsUnknownHasNoQueue() {
        assertThat(client.get("/ops/queues/orders.0.nobody/count").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"message\":null}", "{\"message\":1,\"more\":2}"})
    void aPushHasAMessageAndNothingElse(String body) {
        var answer = client.post("/ops/queues/letters/push", body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.problem()).isEqualTo("validation-failed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Letters",
                "-a",
                "a_b",
                "a.b",
                "a%20b",
                "*",
                "x23456789012345678901234567890123456789012345678901234567890123456"
            })
    void aNameIsAName(String name) {
        assertThat(client.push(name, 1).status()).isEqualTo(400);
        assertThat(client.get("/ops/queues/" + name + "/count").status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "201", "x"})
    void nobodyLooksAtMoreThan200Messages(String limit) {
        assertThat(client.get("/ops/queues/letters/messages?limit=" + limit).status())
                .isEqualTo(400);
    }

    @Test
    void whatSomebodyElsePushedIntoRedisIsShownAsText() {
        redis.commands().rpush(ALL + ":letters", "no json");

        assertThat(client.get("/ops/queues/letters/messages")
                        .json()
                        .at("/messages/0")
                        .asString())
                .isEqualTo("no json");
        assertThat(client.pop("letters").json().path("message").asString()).isEqualTo("no json");
    }

    @Test
    void whatIsAcknowledgedIsInTheFileOfRedis() {
        redis.commands().configSet("appendonly", "yes");
        try {
            assertThat(client.push("letters", 1).status()).isEqualTo(201);
            assertThat(client.pop("letters").json().path("message").asInt()).isOne();
        } finally {
            redis.commands().configSet("appendonly", "no");
        }
    }

    @Test
    void withoutRedisNobodyClaimsThatSomethingWasDone() {
        redis.stop();

        var keyed = client.push("letters", 1, "Idempotency-Key", "k");
        assertThat(keyed.status()).isEqualTo(503);
        assertThat(keyed.problem()).isEqualTo("queue-unavailable");
        assertThat(keyed.response().headers().firstValue("Retry-After")).isPresent();
        var pop = client.pop("letters");
        assertThat(pop.status()).isEqualTo(503);
        assertThat(pop.response().headers().firstValue("Retry-After")).isEmpty();
        assertThat(client.get("/ops/queues").status()).isEqualTo(503);
        assertThat(client.get("/ops/queues/letters/count").problem()).isEqualTo("queue-unavailable");
    }
}
