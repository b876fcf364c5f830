package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.systemtests.shop.Answer;

/** What every error answer has in common, whoever gives it: a service, its servlet container or the gateway. */
final class ProblemAssertions {

    private ProblemAssertions() {}

    /** Checks that the answer says what is wrong, in the one format, and nothing about our insides. */
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
        assertSaysNothingOfOurInsides(answer);
    }

    static void assertSaysNothingOfOurInsides(Answer answer) {
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
