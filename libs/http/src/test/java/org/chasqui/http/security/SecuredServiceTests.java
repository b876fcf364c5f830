package org.chasqui.http.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.http.security.GuardedService.bearer;
import static org.chasqui.http.security.GuardedService.request;

import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.chasqui.testing.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Requests to a real Tomcat with Actuator, sent byte by byte. */
@SpringBootTest(
        classes = GuardedService.class,
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "chasqui.security.enabled=true",
            "logging.level.org.chasqui=debug",
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.health.redis.enabled=false",
            "management.endpoint.health.validate-group-membership=false"
        })
@ExtendWith(OutputCaptureExtension.class)
class SecuredServiceTests {

    private static final TestTokens SIGNER = TestTokens.signedBy("2026-01");
    private static final TestTokens STRANGER = TestTokens.signedBy("2026-01");

    @TempDir
    private static Path directory;

    @LocalServerPort
    private int port;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry properties) {
        properties.add("chasqui.security.keys", () -> SIGNER.writtenTo(directory.resolve("jwks.json")));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            /open                       | 200 | 200 | 200 | 200
            /own/7                      | 401 | 200 | 200 | 403
            /own/808                    | 401 | 403 | 200 | 403
            /own/404                    | 401 | 403 | 200 | 403
            /operator                   | 401 | 403 | 403 | 200
            /forgotten                  | 401 | 403 | 403 | 403
            /nothing                    | 404 | 404 | 404 | 404
            /error                      | 404 | 404 | 404 | 404
            /actuator/health/liveness   | 200 | 200 | 200 | 200
            /actuator/health/readiness  | 200 | 200 | 200 | 200
            /actuator/health            | 401 | 403 | 403 | 200
            /actuator/health/ping       | 401 | 403 | 403 | 200
            /actuator                   | 401 | 403 | 403 | 200
            /actuator/metrics           | 401 | 403 | 403 | 200
            /actuator/prometheus        | 401 | 403 | 403 | 200
            """)
    void eachRolePassesItsOwnDoors(String path, int none, int customer, int admin, int operator) throws IOException {
        assertThat(get(path, "")).startsWith("HTTP/1.1 " + none);
        assertThat(get(path, bearer(SIGNER.customer(7).signed()))).startsWith("HTTP/1.1 " + customer);
        assertThat(get(path, bearer(SIGNER.admin().signed()))).startsWith("HTTP/1.1 " + admin);
        assertThat(get(path, bearer(SIGNER.operator().signed()))).startsWith("HTTP/1.1 " + operator);
    }

    @Test
    void aCustomersListIsLimitedAndAnAdminsIsNot() throws IOException {
        assertThat(get("/list", bearer(SIGNER.customer(7).signed()))).contains("only of 7");
        assertThat(get("/list", bearer(SIGNER.admin().signed()))).contains("of all");
    }

    @Test
    void aRequestWithoutATokenIsAskedForOneAndNamesNoError() throws IOException {
        assertThat(get("/own/7", "")).satisfies(answer -> refused(answer, 401, "unauthorized"));
        assertThat(challenge(get("/own/7", ""))).isEqualTo("Bearer realm=\"chasqui\"");
    }

    @ParameterizedTest
    @MethodSource("invalid")
    void aTokenThatIsNotValidIsRefusedEvenWhereNoneIsNeeded(String token) throws IOException {
        for (var path : new String[] {"/open", "/own/7", "/nothing", "/actuator/health/liveness"}) {
            assertThat(get(path, bearer(token)))
                    .satisfies(answer -> refused(answer, 401, "unauthorized"))
                    .contains("error=\"invalid_token\"");
        }
    }

    static Stream<String> invalid() {
        var valid = SIGNER.customer(7);
        return Stream.of(
                valid.ending(-30).signed(),
                valid.without("exp").signed(),
                valid.beginning(60).signed(),
                valid.with("aud", "elsewhere").signed(),
                valid.without("aud").signed(),
                valid.with("iss", "elsewhere").signed(),
                valid.without("iss").signed(),
                valid.without("sub").signed(),
                valid.with("sub", "two\nlines").signed(),
                valid.with("sub", "line\n").signed(),
                valid.with("sub", " ").signed(),
                valid.unsigned(false),
                valid.unsigned(true),
                valid.signedByThePublicKeyAsSecret(),
                valid.tampered(),
                STRANGER.customer(7).signed(),
                TestTokens.signedBy("unknown").customer(7).signed(),
                valid.ofLength(8_300),
                "not-a-token",
                "a.b.c",
                "");
    }

    @Test
    void aTokenMayHaveUpTo8KiB() throws IOException {
        assertThat(get("/own/7", bearer(SIGNER.customer(7).ofLength(8_190)))).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"Bearer", "bearer", "BEARER"})
    void theSchemeHasNoCase(String scheme) throws IOException {
        assertThat(get(
                        "/own/7",
                        "Authorization: " + scheme + " " + SIGNER.customer(7).signed() + "\n"))
                .startsWith("HTTP/1.1 200");
    }

    @Test
    void twoHeadersAreAMalformedRequest() throws IOException {
        var header = bearer(SIGNER.customer(7).signed());
        assertThat(get("/own/7", header + header))
                .satisfies(answer -> refused(answer, 400, "malformed-request"))
                .contains("error=\"invalid_request\"");
        assertThat(get("/own/7", header + "Authorization: Basic YTpi\n")).startsWith("HTTP/1.1 400");
    }

    @Test
    void onlyTheHeaderCounts() throws IOException {
        var token = SIGNER.customer(7).signed();
        assertThat(get("/own/7?access_token=" + token, "")).startsWith("HTTP/1.1 401");
        assertThat(get("/own/7", "Cookie: access_token=" + token + "\n")).startsWith("HTTP/1.1 401");
        assertThat(get("/own/7", "Authorization: Basic YTpi\n")).startsWith("HTTP/1.1 401");
        assertThat(get("/own/7", "X-User: admin\nX-Forwarded-User: admin\n")).startsWith("HTTP/1.1 401");
    }

    @Test
    void whoMayNotIsToldSoAndNothingAboutWhatExists() throws IOException {
        var another = get("/own/808", bearer(SIGNER.customer(7).signed()));
        var absent = get("/own/404", bearer(SIGNER.customer(7).signed()));

        refused(another, 403, "forbidden");
        assertThat(challenge(another)).contains("error=\"insufficient_scope\"").isEqualTo(challenge(absent));
        assertThat(withoutWhatDiffers(another, "/own/808")).isEqualTo(withoutWhatDiffers(absent, "/own/404"));
    }

    private static String withoutWhatDiffers(String answer, String path) {
        return answer.replace(path, "PATH")
                .replaceAll("\"traceId\":\"[0-9a-f]+\"", "")
                .replaceAll("(?i)(date|content-length): .*\r\n", "");
    }

    /** A body that never comes would keep the answer back. */
    @ParameterizedTest
    @CsvSource({
        "POST, application/json",
        "PUT, application/json",
        "POST, application/x-www-form-urlencoded",
        "PUT, application/x-www-form-urlencoded"
    })
    void theRefusalComesBeforeTheBodyIsRead(String method, String type) throws IOException {
        var headers = "Content-Type: %s\nContent-Length: 900\n".formatted(type);
        for (var caller :
                new String[] {"", bearer("a.b.c"), bearer(SIGNER.customer(7).signed())}) {
            try (var socket = new Socket("127.0.0.1", port)) {
                socket.setSoTimeout(10_000);
                socket.getOutputStream()
                        .write(request(method, "/admin", caller + headers).getBytes(StandardCharsets.ISO_8859_1));
                assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.ISO_8859_1))
                        .matches("HTTP/1.1 40[13]");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/actuator/metrics/..;/health/liveness",
                "/actuator/metrics/%2e%2e/health/liveness",
                "/actuator/health/liveness/../../metrics",
                "/open/..;/forgotten",
                "/open/../forgotten",
                "/%66orgotten",
                "/forgotten/",
                "/forgotten;x=1",
                "//forgotten"
            })
    void noSpellingOfAPathLeadsPastARule(String path) throws IOException {
        assertThat(get(path, "")).matches("(?s)HTTP/1.1 4\\d\\d .*").doesNotContain("\r\ndone");
    }

    @Test
    void anotherKeySetCountsFromTheNextSecondOnAlsoForTokensThatHavePassed() throws Exception {
        var file = directory.resolve("jwks.json");
        var next = TestTokens.signedBy("2026-02");
        var old = bearer(SIGNER.customer(7).signed());
        var young = bearer(next.customer(7).signed());
        assertThat(get("/own/7", old)).startsWith("HTTP/1.1 200");
        assertThat(get("/own/7", young)).startsWith("HTTP/1.1 401");
        try {
            Files.writeString(file, TestTokens.keySet(SIGNER, next));
            Thread.sleep(1_100);
            assertThat(get("/own/7", old)).startsWith("HTTP/1.1 200");
            assertThat(get("/own/7", young)).startsWith("HTTP/1.1 200");

            Files.writeString(file, TestTokens.keySet(next));
            Thread.sleep(1_100);
            assertThat(get("/own/7", old)).startsWith("HTTP/1.1 401");
            assertThat(get("/own/7", young)).startsWith("HTTP/1.1 200");

            Files.writeString(file, TestTokens.keySet(SIGNER, next).replace("\"2026-01\"", "\"2026-01\",\"exp\":1"));
            Thread.sleep(1_100);
            assertThat(get("/own/7", old)).as("of a key that has ended").startsWith("HTTP/1.1 401");
            assertThat(get("/own/7", young)).startsWith("HTTP/1.1 200");

            Files.writeString(file, "half a fi");
            Thread.sleep(1_100);
            assertThat(get("/own/7", young)).startsWith("HTTP/1.1 200");
        } finally {
            SIGNER.writtenTo(file);
            Thread.sleep(1_100);
        }
        assertThat(get("/own/7", old)).startsWith("HTTP/1.1 200");
    }

    @Test
    void noLogHasAnyPieceOfAToken(CapturedOutput output) throws IOException {
        var tokens = Stream.concat(
                        Stream.of(SIGNER.customer(7).signed()), invalid().filter(token -> token.length() > 20))
                .toList();
        for (var token : tokens) {
            get("/own/7", bearer(token));
            get("/own/7?access_token=" + token, "");
        }
        for (var token : tokens) {
            for (var part : token.split("\\.")) {
                assertThat(output.getAll()).doesNotContain(part.substring(0, 12));
            }
        }
        assertThat(output.getAll()).contains("Refuses a token");
    }

    private static void refused(String answer, int status, String slug) {
        assertThat(answer)
                .startsWith("HTTP/1.1 " + status)
                .containsIgnoringCase("content-type: application/problem+json")
                .containsIgnoringCase("www-authenticate: Bearer realm=\"chasqui\"")
                .contains("\"type\":\"urn:chasqui:problem:" + slug + "\"")
                .containsPattern("\"traceId\":\"[0-9a-f]{32}\"");
    }

    private static String challenge(String answer) {
        return answer.lines()
                .filter(line -> line.toLowerCase().startsWith("www-authenticate: "))
                .map(line -> line.substring(18))
                .findFirst()
                .orElse("");
    }

    private String get(String path, String headers) throws IOException {
        return GuardedService.send(port, "GET", path, headers);
    }
}
