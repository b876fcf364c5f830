package org.chasqui.testing.openapi;

import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chasqui.http.idempotency.Idempotency;
import org.chasqui.http.problem.Problem;
import org.chasqui.http.problem.ProblemType;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.MinVersion;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.platform.NotFound;
import org.chasqui.platform.Refusal;
import org.chasqui.testing.Project;
import org.springframework.mock.web.MockHttpServletRequest;

/** Examples of problems. Each sentence comes from the code that answers with it: an exception, the http library, or the gateway. */
final class ProblemExamples {

    /** The gateway answers these before a service can. */
    private static final List<String> OF_THE_GATEWAY = List.of(
            "uri-too-long",
            "misdirected-request",
            "too-many-requests",
            "header-fields-too-large",
            "bad-gateway",
            "gateway-timeout");

    private static final Pattern ENTRY = Pattern.compile("(?m)^ +(\\d{3}) +\"(.*)\";$");

    private final Map<String, Example> examples = new HashMap<>();

    /** @param detail the sentence for the client */
    record Example(int status, String slug, String detail) {}

    /**
     * @param thing the kind of thing that the operation is about, in the singular
     * @param awaited the kind of thing for whose version it may wait
     */
    ProblemExamples(String thing, String awaited) {
        for (var type : ProblemType.values()) {
            add(new Example(type.status().value(), type.slug(), type.detail()));
        }
        add(of(new NotFound(thing, 1)));
        add(of(new Idempotency.KeyInUse()));
        add(of(new Idempotency.KeyReused()));
        add(of(new VersionWaits.ReplicaBehind(awaited, "1", new MinVersion(3))));
        add(of(new VersionWaits.TooManyWaiters()));
        add(thrownBy(() -> new ExpectedVersion(false, Set.of(3L)).check(4)));
        addThoseOfTheGateway();
    }

    private void addThoseOfTheGateway() {
        var details = gatewayMap("problem_detail");
        gatewayMap("problem_type").forEach((status, slug) -> {
            if (OF_THE_GATEWAY.contains(slug)) {
                add(new Example(Integer.parseInt(status), slug, Objects.requireNonNull(details.get(status))));
            }
        });
    }

    private void add(Example example) {
        examples.put(example.slug(), example);
    }

    Example of(String slug) {
        return Objects.requireNonNull(examples.get(slug), slug);
    }

    /** The problem in which an exception of the domain becomes visible. */
    static Example thrownBy(ThrowingCallable refused) {
        return of(Objects.requireNonNull(catchThrowableOfType(Refusal.class, refused), "nothing was refused"));
    }

    static Example of(Refusal refusal) {
        var problem = (Problem) Objects.requireNonNull(
                Problem.answer(refusal, new MockHttpServletRequest()).getBody());
        return new Example(problem.status(), refusal.slug(), problem.detail());
    }

    /** A map of nginx, from the status to a text. */
    private static Map<String, String> gatewayMap(String variable) {
        try {
            var conf = Files.readString(Project.find("gateway").resolve("gateway.conf.template"));
            var map = conf.substring(conf.indexOf(" $" + variable + " {"));
            return ENTRY.matcher(map.substring(0, map.indexOf('}')))
                    .results()
                    .collect(Collectors.toMap(entry -> entry.group(1), entry -> entry.group(2)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
