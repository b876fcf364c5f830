package org.chasqui.testing.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.chasqui.testing.Project;
import org.chasqui.testing.RawHttp;
import org.chasqui.testing.TestTokens;
import org.chasqui.testing.UsesServers;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.RequestMappingInfoHandlerMapping;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends each operation of a secured service with each kind of caller, and with every token that must not pass. A service says what it
 * expects for each of its operations; one that it forgets fails. The requests are such that none changes the outcome of another.
 */
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {"chasqui.security.enabled=true", "messaging.autostart=false"})
@UsesServers
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract class AccessMatrix {

    /** The user whose things the rows are about. */
    protected static final long OWNER = 7;

    protected static final long OTHER = 8;

    protected static final TestTokens SIGNER = TestTokens.signedBy("key");

    private static final Map<String, String> INVALID_TOKENS = invalidTokens();

    /** Of every service. The columns are those of {@link #rows()}. */
    private static final String ROWS_OF_ALL = """
            * /error                                      | GET /error                          | | 404 | 404 | 404 | 404 | 404
            GET /actuator                                 | GET /actuator                       | | 401 | 403 | 403 | 403 | 200
            GET /actuator/health                          | GET /actuator/health                | | 401 | 403 | 403 | 403 | 200
            GET /actuator/health/**                       | GET /actuator/health/liveness       | | 200 | 200 | 200 | 200 | 200
            GET /actuator/health/**                       | GET /actuator/health/readiness      | | 200 | 200 | 200 | 200 | 200
            GET /actuator/health/**                       | GET /actuator/health/db             | | 401 | 403 | 403 | 403 | 200
            GET /actuator/info                            | GET /actuator/info                  | | 401 | 403 | 403 | 403 | 200
            GET /actuator/metrics                         | GET /actuator/metrics               | | 401 | 403 | 403 | 403 | 200
            GET /actuator/metrics/{requiredMetricName}    | GET /actuator/metrics/none          | | 401 | 403 | 403 | 403 | 404
            GET /actuator/prometheus                      | GET /actuator/prometheus            | | 401 | 403 | 403 | 403 | 200
            GET /actuator/sbom                            | GET /actuator/sbom                  | | 401 | 403 | 403 | 403 | 200
            GET /actuator/sbom/{id}                       | GET /actuator/sbom/none             | | 401 | 403 | 403 | 403 | 404
            GET /actuator/subscriptions                   | GET /actuator/subscriptions         | | 401 | 403 | 403 | 403 | 200
            GET /actuator/subscriptions/{name}            | GET /actuator/subscriptions/none    | | 401 | 403 | 403 | 403 | 404
            POST /actuator/subscriptions/{name}           | POST /actuator/subscriptions/none   | {"action": "pause"} | 401 | 403 | 403 | 403 | 404
            POST /actuator/subscriptions/{name}/{eventId} | POST /actuator/subscriptions/none/1 | | 401 | 403 | 403 | 403 | 404
            GET /actuator/deadletters                     | GET /actuator/deadletters           | | 401 | 403 | 403 | 403 | 200
            POST /actuator/deadletters                    | POST /actuator/deadletters          | {"action": "replay", "subscription": "none"} | 401 | 403 | 403 | 403 | 404
            POST /actuator/deadletters/{eventId}          | POST /actuator/deadletters/none     | | 401 | 403 | 403 | 403 | 404
            DELETE /actuator/deadletters/{eventId}        | DELETE /actuator/deadletters/none   | | 401 | 403 | 403 | 403 | 404
            GET /actuator/operatoractions                 | GET /actuator/operatoractions       | | 401 | 403 | 403 | 403 | 200
            GET /actuator/history/{aggregate}/{id}        | GET /actuator/history/order/1       | | 401 | 403 | 403 | 403 | 200
            GET /actuator/verification                    | GET /actuator/verification          | | 401 | 403 | 403 | 403 | 200
            POST /actuator/verification                   | POST /actuator/verification         | {} | 401 | 403 | 403 | 403 | 200
            GET /actuator/logs                            | GET /actuator/logs                  | | 401 | 403 | 403 | 403 | 200
            GET /ops/health                               | GET /ops/health                     | | 401 | 403 | 403 | 403 | 200
            GET /ops/logs                                 | GET /ops/logs                       | | 401 | 403 | 403 | 403 | 200
            GET /ops/queues                               | GET /ops/queues                     | | 401 | 403 | 403 | 403 | 200
            GET /ops/queues/{name}/count                  | GET /ops/queues/none/count          | | 401 | 403 | 403 | 403 | 200
            GET /ops/queues/{name}/messages               | GET /ops/queues/none/messages       | | 401 | 403 | 403 | 403 | 200
            POST /ops/queues/{name}/push                  | POST /ops/queues/some/push          | {"message": 1} | 401 | 403 | 403 | 403 | 201
            POST /ops/queues/{name}/pop                   | POST /ops/queues/some/pop           | | 401 | 403 | 403 | 403 | 200
            """;

    @LocalServerPort
    private int port;

    @Value("${spring.application.name}")
    private String service;

    @Autowired
    private Collection<RequestMappingInfoHandlerMapping> mappings;

    @Autowired
    protected JdbcClient jdbc;

    @DynamicPropertySource
    static void keys(DynamicPropertyRegistry properties) throws IOException {
        var file = Files.createTempFile("jwks", ".json");
        file.toFile().deleteOnExit();
        properties.add("chasqui.security.keys", () -> SIGNER.writtenTo(file));
    }

    /**
     * A line for each request. Its columns: the operation; the request; the body, if it has one; and the status for nobody, for the owner,
     * for another customer, for an admin and for an operator.
     */
    protected abstract String rows();

    record Row(String operation, String request, String body, List<Integer> statuses) {

        static Row of(String line) {
            var columns = Stream.of(line.split("\\|")).map(String::strip).toList();
            return new Row(
                    columns.get(0),
                    columns.get(1),
                    columns.get(2),
                    columns.stream().skip(3).map(Integer::valueOf).toList());
        }

        Row inQuery(String parameter) {
            return new Row(operation, request + "?" + parameter, body, statuses);
        }

        @Override
        public String toString() {
            return request;
        }
    }

    Stream<Row> allRows() {
        return Stream.of(rows(), ROWS_OF_ALL).flatMap(String::lines).map(Row::of);
    }

    @ParameterizedTest
    @MethodSource("allRows")
    void eachCallerGetsWhatIsMeantForThem(Row row) throws IOException {
        var callers = new LinkedHashMap<String, @Nullable String>();
        callers.put("nobody", null);
        callers.put("the owner", SIGNER.customer(OWNER).signed());
        callers.put("another customer", SIGNER.customer(OTHER).signed());
        callers.put("an admin", SIGNER.admin().signed());
        callers.put("an operator", SIGNER.operator().signed());
        var statuses = row.statuses().iterator();
        var all = new SoftAssertions();
        for (var caller : callers.entrySet()) {
            all.assertThat(status(row, bearer(caller.getValue())))
                    .as(caller.getKey())
                    .isEqualTo(statuses.next());
        }
        all.assertAll();
    }

    @ParameterizedTest
    @MethodSource("allRows")
    void noTokenPassesThatIsNotValid(Row row) throws IOException {
        var all = new SoftAssertions();
        for (var token : INVALID_TOKENS.entrySet()) {
            var answer = answer(row, bearer(token.getValue()));
            all.assertThat(answer)
                    .as(token.getKey())
                    .startsWith("HTTP/1.1 401")
                    .contains("error=\"invalid_token\"", "urn:chasqui:problem:unauthorized");
        }
        all.assertAll();
    }

    private static Map<String, String> invalidTokens() {
        var tokens = new LinkedHashMap<String, String>();
        var valid = SIGNER.token("root", "admin", "operator", "customer").with("uid", OWNER);
        tokens.put("ended", valid.ending(-60).signed());
        tokens.put("not begun", valid.beginning(600).signed());
        tokens.put("for another audience", valid.with("aud", "elsewhere").signed());
        tokens.put("of another issuer", valid.with("iss", "elsewhere").signed());
        tokens.put("unsigned", valid.unsigned(false));
        tokens.put("unsigned, with a signature", valid.unsigned(true));
        tokens.put("signed with the public key as secret", valid.signedByThePublicKeyAsSecret());
        tokens.put("longer than 8 KiB", valid.ofLength(8_300));
        tokens.put("tampered with", SIGNER.customer(OWNER).tampered());
        tokens.put(
                "signed by another key of that name",
                TestTokens.signedBy("key").admin().signed());
        tokens.put(
                "signed by an unknown key",
                TestTokens.signedBy("unknown").admin().signed());
        return tokens;
    }

    @ParameterizedTest
    @MethodSource("allRows")
    void onlyOneHeaderCounts(Row row) throws IOException {
        var owner = SIGNER.customer(OWNER).signed();
        var ofNobody = row.statuses().get(0);
        var ofTheOwner = row.statuses().get(1);
        var all = new SoftAssertions();
        all.assertThat(status(row, bearer(owner) + bearer(owner)))
                .as("two headers")
                .isEqualTo(400);
        all.assertThat(status(row, "authorization: bearer " + owner + "\n"))
                .as("scheme in lower case")
                .isEqualTo(ofTheOwner);
        all.assertThat(status(row, bearer(SIGNER.customer(OWNER).ofLength(8_190))))
                .as("8 KiB")
                .isEqualTo(ofTheOwner);
        all.assertThat(status(row.inQuery("access_token=" + SIGNER.admin().signed()), ""))
                .as("in the query")
                .isEqualTo(ofNobody);
        all.assertAll();
    }

    @Test
    void noOperationIsMissing() throws IOException {
        var known = allRows().map(Row::operation).collect(Collectors.toCollection(TreeSet::new));
        var served = mappings.stream()
                .flatMap(mapping -> mapping.getHandlerMethods().keySet().stream())
                .flatMap(AccessMatrix::operations)
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(known).isEqualTo(served).containsAll(documented());
    }

    private static Stream<String> operations(RequestMappingInfo mapping) {
        var methods = mapping.getMethodsCondition().getMethods();
        return mapping.getPatternValues().stream()
                .flatMap(path -> methods.isEmpty()
                        ? Stream.of("* " + path)
                        : methods.stream().map(method -> method + " " + path));
    }

    private List<String> documented() throws IOException {
        var file = Project.find("docs").resolve("openapi").resolve(service + ".json");
        var operations = new ArrayList<String>();
        JsonMapper.shared()
                .readTree(Files.readString(file))
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> operations.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        return operations;
    }

    /** The body of the answer to a GET. */
    protected String read(String path, TestTokens.Token caller) throws IOException {
        var answer = answer(new Row("", "GET " + path, "", List.of()), bearer(caller.signed()));
        return answer.substring(answer.indexOf("\r\n\r\n"));
    }

    private static String bearer(@Nullable String token) {
        return token == null ? "" : "Authorization: Bearer " + token + "\n";
    }

    private int status(Row row, String headers) throws IOException {
        return Integer.parseInt(answer(row, headers).substring(9, 12));
    }

    private String answer(Row row, String headers) throws IOException {
        var body = row.body().isEmpty()
                ? "\n"
                : "Content-Type: application/json\nContent-Length: %d\n\n%s"
                        .formatted(row.body().length(), row.body());
        var request = "%s HTTP/1.1\nHost: localhost\nConnection: close\n%s".formatted(row.request(), headers + body);
        return RawHttp.exchange(
                URI.create("http://127.0.0.1:" + port),
                request.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1));
    }
}
