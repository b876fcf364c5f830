package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.openapi.ApiOperation;
import org.chasqui.systemtests.openapi.Documents;
import org.chasqui.systemtests.openapi.RequestCollection;
import org.chasqui.systemtests.openapi.RequestCollections;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UniqueNames;
import org.junit.jupiter.api.Test;

/** Runs the collections of requests in {@code docs} from top to bottom, and checks the answer to each step. */
@Journey
class CollectionsIT {

    private final Shop shop;

    CollectionsIT(Shop shop) {
        this.shop = shop;
    }

    @Test
    void theHttpFileRunsFromTopToBottom() {
        run(RequestCollections.httpFile());
    }

    @Test
    void thePostmanCollectionRunsFromTopToBottom() {
        run(RequestCollections.postmanCollection());
    }

    @Test
    void theHttpFileContainsEveryOperation() {
        var steps = RequestCollections.httpFile().steps().stream()
                .map(step -> step.method() + " " + step.url())
                .toList();
        assertThat(Documents.operations())
                .allSatisfy(operation -> assertThat(steps).anyMatch(step -> isOf(operation, step)));
    }

    private void run(RequestCollection script) {
        script.set("shop", shop.gateway().toString());
        script.set("run", UniqueNames.unique());
        shop.token().ifPresent(token -> script.set("token", token));
        assertThat(script.steps()).hasSizeGreaterThan(12);
        for (var step : script.steps()) {
            var answer = shop.send(request(script, step));

            assertThat(answer.status()).as("%s: %s", step.name(), answer).isEqualTo(step.expected());
            script.learn(step, answer);
        }
    }

    private static HttpRequest request(RequestCollection script, RequestCollection.Step step) {
        var body = script.fill(step.body());
        var request = HttpRequest.newBuilder(URI.create(script.fill(step.url())))
                .method(step.method(), body.isEmpty() ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        step.headers().forEach((name, value) -> request.header(name, script.fill(value)));
        return request.build();
    }

    private static boolean isOf(ApiOperation operation, String step) {
        var path = operation.path().replaceAll("\\{\\w+}", "[^/?]+").replace("/", "\\/");
        return step.matches(operation.method() + " [^/]+" + path + "(\\?.*)?");
    }
}
