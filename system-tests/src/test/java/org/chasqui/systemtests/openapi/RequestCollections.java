package org.chasqui.systemtests.openapi;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.chasqui.systemtests.openapi.RequestCollection.Step;
import tools.jackson.databind.JsonNode;

/** Reads the two collections of requests. It supports the parts of the formats that they use. */
public final class RequestCollections {

    private static final Pattern VARIABLE = Pattern.compile("(?m)^@(\\w+) = (.*)$");
    private static final Pattern TITLE = Pattern.compile("### (.+): (\\d{3})");
    private static final Pattern STATUS = Pattern.compile("to\\.have\\.status\\((\\d+)\\)");
    private static final Pattern CAPTURE =
            Pattern.compile("collectionVariables\\.set\\(\"(\\w+)\", pm\\.response\\.json\\(\\)\\.id\\)");

    private RequestCollections() {}

    /**
     * Reads the file of requests for editors. Its ids are those of a new shop. In any other shop, the user of the file replaces them with
     * the ids from the answers, and so does this collection: a POST to {@code …/users} sets the variable {@code user}.
     */
    public static RequestCollection httpFile() {
        var text = Documents.read("chasqui.http");
        var variables =
                VARIABLE.matcher(text).results().collect(Collectors.toMap(it -> it.group(1), it -> it.group(2)));
        var steps = new ArrayList<Step>();
        for (var request : text.split("(?m)^(?=### )")) {
            var title = TITLE.matcher(request.lines().findFirst().orElse(""));
            if (title.matches()) {
                steps.add(httpRequest(title, request));
            }
        }
        return new RequestCollection(steps, variables);
    }

    private static Step httpRequest(MatchResult title, String text) {
        var parts = text.lines()
                .filter(line -> !line.startsWith("#"))
                .collect(Collectors.joining("\n"))
                .strip()
                .split("\n\n", 2);
        var head = parts[0].lines().toList();
        var line = head.getFirst().split(" ", 2);
        var headers = new LinkedHashMap<String, String>();
        for (var header : head.subList(1, head.size())) {
            var nameAndValue = header.split(": ", 2);
            headers.put(nameAndValue[0], nameAndValue[1]);
        }
        var expected = Integer.parseInt(title.group(2));
        var captures = expected == 201 ? line[1].replaceFirst(".*/(\\w+)s$", "$1") : "";
        return new Step(
                title.group(1), line[0], line[1], headers, parts.length > 1 ? parts[1] : "", expected, captures);
    }

    public static RequestCollection postmanCollection() {
        var collection = Documents.JSON.readTree(Documents.read(PostmanCollection.FILE));
        var variables = new HashMap<String, String>();
        collection
                .path("variable")
                .forEach(it -> variables.put(
                        it.path("key").asString(), it.path("value").asString()));
        return new RequestCollection(
                collection
                        .path("item")
                        .valueStream()
                        .flatMap(folder -> folder.path("item").valueStream())
                        .map(RequestCollections::postmanRequest)
                        .toList(),
                variables);
    }

    private static Step postmanRequest(JsonNode item) {
        var request = item.path("request");
        Map<String, String> headers = new LinkedHashMap<>();
        headers.put("Authorization", "Bearer {{token}}"); // of the whole collection
        request.path("header")
                .valueStream()
                .filter(it -> !it.path("disabled").asBoolean(false))
                .forEach(it ->
                        headers.put(it.path("key").asString(), it.path("value").asString()));
        var script = item.at("/event/0/script/exec")
                .valueStream()
                .map(JsonNode::asString)
                .collect(Collectors.joining());
        return new Step(
                item.path("name").asString(),
                request.path("method").asString(),
                request.path("url").path("raw").asString(),
                headers,
                request.path("body").path("raw").asString(""),
                Integer.parseInt(found(STATUS, script).getFirst()),
                found(CAPTURE, script).stream().findFirst().orElse(""));
    }

    private static List<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(it -> it.group(1)).toList();
    }
}
