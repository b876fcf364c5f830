package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.systemtests.shop.Answer;

/** Checks what all error answers of services, their servlet containers and the gateway have in common. */
final class ProblemAssertions {

    private ProblemAssertions() {}

    /** Checks that the answer states the problem in the common format and reveals no internals. */
    static void assertProblem(Answer answer) {
        assertThat(answer.mediaType()).as(answer.toString()).isEqualTo("application/problem+json");
        var problem = answer.asJson();
        assertThat(problem.path("type").asString("")).as(answer.toString()).startsWith("urn:chasqui:problem:");
        assertThat(problem.path("title").asString("")).as(answer.toString()).isNotBlank();
        assertThat(problem.path("status").asInt(0)).as(answer.toString()).isEqualTo(answer.status());
        assertThat(problem.path("detail").asString("")).as(answer.toString()).isNotBlank();
        assertThat(problem.path("instance").asString("")).as(answer.toString()).startsWith("/");
        assertThat(problem.path("traceId").asString("")).as(answer.toString()).matches("[0-9a-f]{32}");
        assertThat(answer.header("X-Request-Id").orElse(""))
                .as(answer.toString())
                .matches("[0-9a-f]{32}");
        assertRevealsNoInternals(answer);
    }

    static void assertRevealsNoInternals(Answer answer) {
        assertThat(answer.body())
                .as(answer.toString())
                .doesNotContain(
                        "Exception",
                        "\tat ",
                        "org.springframework",
                        "org.hibernate",
                        "tools.jackson",
                        "org.chasqui.",
                        "SQLState");
    }
}
