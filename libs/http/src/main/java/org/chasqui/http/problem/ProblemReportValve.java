package org.chasqui.http.problem;

import java.io.IOException;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.chasqui.platform.Trace;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import tools.jackson.databind.json.JsonMapper;

/**
 * Answers requests that Tomcat refuses before a servlet sees them, for example one with an illegal character in the request line. Tomcat
 * makes an instance by name, so the class must be public and have no arguments.
 */
public final class ProblemReportValve extends ErrorReportValve {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Pattern REQUEST_ID = Pattern.compile("[0-9a-f]{32}");

    @Override
    protected void report(Request request, Response response, @Nullable Throwable failure) {
        if (response.getStatus() < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
            return;
        }
        try {
            write(problem(request, response.getStatus()), response);
        } catch (IOException | IllegalStateException e) {
            container.getLogger().debug("The client did not wait for its error", e);
        }
    }

    private static Problem problem(Request request, int status) {
        var type = ProblemType.of(HttpStatusCode.valueOf(status));
        var path = request.getRequestURI(); // null where not even that could be read
        // why here: no filter has seen the request. The gateway sends this header first, so it is read if any is.
        var id = request.getHeader("X-Request-Id");
        try (var trace = MDC.putCloseable(
                Trace.TRACE_ID, id != null && REQUEST_ID.matcher(id).matches() ? id : "")) {
            return Problem.of(type.slug(), status, type.detail(), path == null ? "" : path);
        }
    }

    private static void write(Problem problem, Response response) throws IOException {
        response.setContentType(MediaType.APPLICATION_PROBLEM_JSON_VALUE);
        response.setCharacterEncoding("UTF-8");
        var writer = response.getReporter();
        if (writer != null) {
            writer.write(JSON.writeValueAsString(problem));
            response.finishResponse();
        }
    }
}
