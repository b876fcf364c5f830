package org.chasqui.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.json.AbstractJsonContentAssert;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest
@ExtendWith(OutputCaptureExtension.class)
class ProblemTests {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    @Autowired
    private MockMvcTester mvc;

    @Test
    void answersARefusalWithItsOwnType() {
        assertThat(post("{\"name\": \"taken\", \"amount\": 1}"))
                .hasStatus(409)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"type": "urn:chasqui:problem:name-taken", "title": "Name taken", "status": 409,
                         "detail": "The name 'taken' is taken.", "instance": "/things", "traceId": "%s",
                         "errors": [{"field": "name", "message": "is taken"}]}""".formatted(TRACE));
    }

    @Test
    void namesEveryFieldThatBreaksARule() {
        assertThat(post("{\"name\": \"far too long\", \"amount\": -1, \"parts\": [{\"weight\": 1}, {\"weight\": 10}]}"))
                .hasStatus(400)
                .hasContentType(MediaType.APPLICATION_PROBLEM_JSON)
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"type": "urn:chasqui:problem:validation-failed", "title": "Validation failed", "status": 400,
                         "detail": "Some fields are not valid.", "instance": "/things", "traceId": "%s",
                         "errors": [{"field": "amount", "message": "must be greater than or equal to 0"},
                                    {"field": "name", "message": "must have 1 to 5 characters"},
                                    {"field": "parts[1].weight", "message": "must be less than or equal to 9"}]}""".formatted(TRACE));
    }

    @Test
    void answersAnUnknownIdWithoutAStackTraceInTheLog(CapturedOutput output) {
        assertProblem(get("/things/99"), 404, "not-found")
                .extractingPath("$.detail")
                .isEqualTo("There is no thing 99.");
        assertThat(output).doesNotContain("ERROR");
    }

    @Test
    void answersAnUnknownPathWithEveryMethod() {
        assertProblem(get("/nothing"), 404, "not-found")
                .extractingPath("$.instance")
                .isEqualTo("/nothing");
        assertProblem(mvc.post().uri("/nothing").exchange(), 404, "not-found");
        assertProblem(get("/error"), 404, "not-found");
    }

    @Test
    void namesTheMethodsThatAreAllowed() {
        var answer = mvc.delete().uri("/things").exchange();
        assertProblem(answer, 405, "method-not-allowed");
        assertThat(answer.getResponse().getHeader(HttpHeaders.ALLOW)).contains("GET", "POST");
    }

    @Test
    void refusesOtherMediaTypes() {
        var form = mvc.post()
                .uri("/things")
                .contentType(MediaType.APPLICATION_FORM_URLENCODED)
                .content("a=b")
                .exchange();
        assertProblem(form, 415, "unsupported-media-type");
        var none = mvc.post().uri("/things").content("{}").exchange();
        assertProblem(none, 415, "unsupported-media-type");
        for (var wildcard : new String[] {"*/*", "application/*"}) {
            var any = mvc.post().uri("/things").header("Content-Type", wildcard).content("{}");
            assertProblem(any.exchange(), 415, "unsupported-media-type");
        }
        assertProblem(mvc.get().uri("/things").accept(MediaType.TEXT_HTML).exchange(), 406, "not-acceptable");
        assertProblem(mvc.get().uri("/things").header("Accept", "///").exchange(), 406, "not-acceptable");
    }

    @Test
    void refusesAnIdThatIsNoNumber() {
        assertProblem(get("/things/abc"), 400, "validation-failed")
                .extractingPath("$.errors[0]")
                .asMap()
                .containsEntry("field", "id")
                .containsEntry("message", "must be a whole number within range");
        assertProblem(get("/things/99999999999999999999"), 400, "validation-failed");
        assertProblem(get("/things/0x1"), 400, "validation-failed");
    }

    @Test
    void hidesTheInsideOfAnUnexpectedFailureAndLogsItOnceWithItsTrace(CapturedOutput output) {
        var answer = get("/things/1");
        assertProblem(answer, 500, "internal-error").extractingPath("$.traceId").isEqualTo(TRACE);
        assertThat(answer.getResponse())
                .satisfies(r -> assertThat(r.getContentAsString()).doesNotContain("secret"));
        assertThat(output)
                .containsOnlyOnce("ERROR")
                .containsOnlyOnce("secret inner text")
                .contains("[" + TRACE + "]");
    }

    @Test
    void asksToComeBackWhileTheDatabaseIsInTrouble() {
        for (var path : new String[] {"/things/2", "/things/4"}) {
            var answer = get(path);
            assertProblem(answer, 503, "service-unavailable");
            assertThat(answer).hasHeader(HttpHeaders.RETRY_AFTER, "1");
        }
    }

    @Test
    void answersALostRaceAsAConflict() {
        assertProblem(get("/things/3"), 409, "conflict");
    }

    private AbstractJsonContentAssert<?> assertProblem(MvcTestResult answer, int status, String slug) {
        assertThat(answer).hasStatus(status).hasContentType(MediaType.APPLICATION_PROBLEM_JSON);
        assertThat(answer).bodyJson().extractingPath("$.type").isEqualTo("urn:chasqui:problem:" + slug);
        return assertThat(answer).bodyJson();
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).header("X-Request-Id", TRACE).exchange();
    }

    private MvcTestResult post(String body) {
        return mvc.post()
                .uri("/things")
                .header("X-Request-Id", TRACE)
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
