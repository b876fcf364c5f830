package org.chasqui.testing.openapi;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.chasqui.http.PlaceName;
import org.chasqui.http.problem.Problem;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Caller;
import org.chasqui.http.security.Role;
import org.chasqui.http.versions.ExpectedVersion;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The OpenAPI document of one service, as clients see it through the gateway. The same code gives the same bytes.
 *
 * @see <a href="https://spec.openapis.org/oas/v3.1.1.html">OpenAPI 3.1.1</a>
 */
final class Document {

    private static final String JSON = "application/json";
    private static final String PROBLEM = "application/problem+json";
    private static final List<String> OF_THE_GATEWAY = List.of(
            "uri-too-long",
            "misdirected-request",
            "too-many-requests",
            "header-fields-too-large",
            "internal-error",
            "bad-gateway",
            "service-unavailable",
            "gateway-timeout");

    /** ProblemExamples that pass, beside others of the same status that do not. */
    private static final Set<String> MAY_PASS =
            Set.of("idempotency-key-in-use", "outcome-unknown", "bad-gateway", "gateway-timeout");

    /** Types of parameters that stand for the whole request or answer. */
    private static final Set<Class<?>> NOT_OF_THE_INTERFACE =
            Set.of(ExpectedVersion.class, Caller.class, HttpServletRequest.class, HttpServletResponse.class);

    private final Api api;
    private final ObjectNode document = Common.JSON.createObjectNode();
    private final ObjectNode components = Common.JSON.createObjectNode();
    private final Schemas schemas;

    private Document(Api api) {
        this.api = api;
        for (var section : List.of("schemas", "responses", "parameters", "headers", "securitySchemes")) {
            components.putObject(section);
        }
        schemas = new Schemas(api, section("schemas"));
    }

    static String of(Api api) {
        return new Document(api).write();
    }

    private String write() {
        document.put("openapi", "3.1.1");
        document.putObject("info")
                .put("title", api.title)
                .put("description", api.description)
                .put("version", "1");
        document.putArray("servers").addObject().put("url", "/").put("description", "The gateway");
        var tags = document.putArray("tags");
        mappings().stream()
                .map(Mapping::things)
                .distinct()
                .forEach(things -> tags.addObject().put("name", things));
        var paths = document.putObject("paths");
        mappings().forEach(mapping -> {
            var path = paths.withObjectProperty(mapping.path());
            path.set(mapping.verb().toLowerCase(Locale.ROOT), operation(mapping));
        });
        section("securitySchemes").set("token", Common.securityScheme());
        document.set("components", sorted(components));
        var lines = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                .withArrayIndenter(lines)
                .withObjectIndenter(lines);
        return Common.JSON.writer().with(printer).writeValueAsString(document) + "\n";
    }

    private record Mapping(String verb, String path, Method method) {

        boolean isQuery() {
            return verb.equals("GET");
        }

        /** What the operation is about, in the plural. */
        String things() {
            return path.split("/", 4)[2];
        }

        /** Whether there may be no such thing. */
        boolean needsOneThing() {
            return path.contains("{");
        }

        /** Whether it takes effect once for each key. */
        boolean takesAKey() {
            return verb.equals("POST") || (verb.equals("PUT") && takes(HttpServletRequest.class));
        }

        boolean takes(Class<?> type) {
            return Arrays.asList(method.getParameterTypes()).contains(type);
        }

        Role[] allowed() {
            return Objects.requireNonNull(method.getAnnotation(AllowedTo.class), () -> "No rule at " + method)
                    .value();
        }

        boolean isOpen() {
            return List.of(allowed()).contains(Role.ANYONE);
        }

        boolean takesABody() {
            return Stream.of(method.getParameters()).anyMatch(it -> it.isAnnotationPresent(RequestBody.class));
        }
    }

    private List<Mapping> mappings() {
        return api.controllers.stream()
                .flatMap(controller -> mappings(controller).stream())
                .sorted(Comparator.comparing(Mapping::path).thenComparing(Mapping::verb))
                .toList();
    }

    private static List<Mapping> mappings(Class<?> controller) {
        var base = Objects.requireNonNull(AnnotatedElementUtils.findMergedAnnotation(controller, RequestMapping.class));
        if (!List.of(base.produces()).equals(List.of(JSON))) {
            throw new IllegalStateException(controller + " must produce " + JSON
                    + " and say so, or a command takes effect before it turns out that its caller does not want that");
        }
        var found = new ArrayList<Mapping>();
        for (var method : controller.getDeclaredMethods()) {
            var mapping = AnnotatedElementUtils.findMergedAnnotation(method, RequestMapping.class);
            if (mapping != null) {
                var path = String.join("", base.path()) + String.join("", mapping.path());
                found.add(new Mapping(mapping.method()[0].name(), path, method));
            }
        }
        return found;
    }

    private ObjectNode operation(Mapping mapping) {
        var notes = api.operation(mapping.method().getName());
        var operation = Common.JSON.createObjectNode();
        operation.putArray("tags").add(mapping.things());
        operation.put("operationId", mapping.method().getName()).put("summary", notes.summary);
        if (!notes.description.isEmpty()) {
            operation.put("description", notes.description);
        }
        var parameters = Common.JSON.createArrayNode();
        var requestBody = Common.JSON.createObjectNode();
        for (var parameter : mapping.method().getParameters()) {
            write(parameter, parameters, requestBody);
        }
        headersOf(mapping, notes).forEach(name -> parameters.add(shared("parameters", name)));
        if (!parameters.isEmpty()) {
            operation.set("parameters", parameters);
        }
        if (!requestBody.isEmpty()) {
            operation.set("requestBody", requestBody);
        }
        operation.set("responses", responses(mapping, notes));
        operation.set("security", security(mapping));
        return operation;
    }

    /** One of these tokens; an empty one stands for none. */
    private static ArrayNode security(Mapping mapping) {
        var security = Common.JSON.createArrayNode();
        for (var role : mapping.allowed()) {
            var requirement = security.addObject();
            if (role != Role.ANYONE) {
                requirement.putArray("token").add(role.name().toLowerCase(Locale.ROOT));
            }
        }
        return security;
    }

    private void write(Parameter parameter, ArrayNode parameters, ObjectNode requestBody) {
        var type = parameter.getType();
        if (parameter.isAnnotationPresent(PathVariable.class)) {
            var path = parameters
                    .addObject()
                    .put("name", parameter.getName())
                    .put("in", "path")
                    .put("required", true);
            var schema = path.putObject("schema");
            Schemas.writeType(type, false, schema);
            var name = parameter.getAnnotation(PlaceName.class);
            if (name == null) {
                path.put("example", 1);
            } else {
                Constraints.write(name, schema);
                path.put("example", Constraints.example(name.value()));
            }
        } else if (parameter.isAnnotationPresent(RequestBody.class)) {
            content(requestBody.put("required", true), JSON, schemas.request(type), type);
        } else if (type.isRecord() && !NOT_OF_THE_INTERFACE.contains(type)) {
            schemas.parameters(type).forEach(parameters::add);
        } else if (!NOT_OF_THE_INTERFACE.contains(type)) {
            throw new IllegalStateException("It is not known how callers see " + parameter);
        }
    }

    private static List<String> headersOf(Mapping mapping, Operation notes) {
        var headers = new ArrayList<String>();
        if (mapping.takesAKey()) {
            headers.add("Idempotency-Key");
        }
        if (mapping.takes(ExpectedVersion.class)) {
            headers.add("If-Match");
        }
        if (notes.shown != null) {
            headers.addAll(List.of("If-None-Match", "X-Min-Version", "Prefer"));
        }
        headers.addAll(notes.headers);
        return headers;
    }

    private ObjectNode responses(Mapping mapping, Operation notes) {
        var responses = Common.JSON.createObjectNode();
        var success = responses.putObject(String.valueOf(notes.status)).put("description", notes.answer);
        var headers = success.putObject("headers");
        successHeaders(mapping, notes).forEach(name -> headers.set(name, shared("headers", name)));
        var body = bodyOf(mapping, notes);
        content(success, JSON, schemas.answer(body), body);
        if (notes.shown != null) {
            var same = responses
                    .putObject("304")
                    .put("description", "The reader has it already, as `If-None-Match` says.");
            same.set("headers", headers.deepCopy());
        }
        problems(mapping, notes).forEach((status, problems) -> responses.set(status, problem(problems)));
        return responses;
    }

    private static List<String> successHeaders(Mapping mapping, Operation notes) {
        var headers = new ArrayList<String>();
        if (notes.status == 201) {
            headers.add("Location");
        }
        if (!mapping.isQuery() || notes.shown != null) {
            headers.add("ETag");
        }
        if (mapping.takesAKey()) {
            headers.add("Idempotency-Replayed");
        }
        if (notes.shown != null) {
            headers.addAll(List.of("Cache-Control", "X-Cache"));
        } else if (mapping.isQuery() && bodyOf(mapping, notes) instanceof ParameterizedType) {
            headers.add("Link");
        }
        if (headersOf(mapping, notes).contains("Prefer")) {
            headers.add("Preference-Applied");
        }
        headers.add("X-Request-Id");
        return headers;
    }

    /** The problems of an operation, by status. */
    private Map<String, List<ProblemExamples.Example>> problems(Mapping mapping, Operation notes) {
        var slugs =
                new ArrayList<>(List.of("malformed-request", "validation-failed", "unauthorized", "not-acceptable"));
        if (!mapping.isOpen()) {
            slugs.add("forbidden");
        }
        if (mapping.needsOneThing()) {
            slugs.add("not-found");
        }
        if (!mapping.isQuery()) {
            slugs.addAll(List.of("cross-site-request", "conflict", "payload-too-large"));
        }
        if (mapping.takesABody()) {
            slugs.add("unsupported-media-type");
        }
        if (mapping.takes(ExpectedVersion.class)) {
            slugs.add("precondition-failed");
        }
        if (mapping.takesAKey()) {
            slugs.addAll(List.of("idempotency-key-in-use", "idempotency-key-reused"));
        }
        slugs.addAll(OF_THE_GATEWAY);
        if (!mapping.isQuery()) {
            slugs.add("outcome-unknown");
        }
        if (headersOf(mapping, notes).contains("Prefer")) {
            slugs.addAll(List.of("replica-behind", "too-many-waiters"));
        }
        var byStatus = new TreeMap<String, List<ProblemExamples.Example>>();
        Stream.concat(slugs.stream().map(examples(mapping)::of), notes.refusals.stream())
                .forEach(problem -> byStatus.computeIfAbsent(
                                String.valueOf(problem.status()), status -> new ArrayList<>())
                        .add(problem));
        return byStatus;
    }

    /** A query waits for the thing that it shows; a command of another service's things, of which there is always a user. */
    private static ProblemExamples examples(Mapping mapping) {
        var thing = mapping.things().replaceFirst("s$", "");
        return new ProblemExamples(thing, mapping.isQuery() ? thing : "user");
    }

    /** A reference to the answer with these problems, which is shared if nothing of it is the operation's own. */
    private ObjectNode problem(List<ProblemExamples.Example> problems) {
        var name = String.join(
                "-or-", problems.stream().map(ProblemExamples.Example::slug).toList());
        if (!section("responses").has(name)) {
            section("responses").set(name, problemAnswer(problems));
        }
        return reference("responses", name);
    }

    private ObjectNode problemAnswer(List<ProblemExamples.Example> problems) {
        var status = problems.getFirst().status();
        var answer = Common.JSON.createObjectNode();
        answer.put(
                "description",
                String.join(", or: ", problems.stream().map(Document::title).toList()));
        var headers = answer.putObject("headers");
        if (List.of(429, 503).contains(status)) {
            headers.set("Retry-After", shared("headers", "Retry-After"));
        } else if (problems.stream().anyMatch(problem -> MAY_PASS.contains(problem.slug()))) {
            headers.set("Retry-After", Common.header("Retry-After").without("required")); // the others do not pass
        }
        if (problems.stream().anyMatch(problem -> problem.slug().equals("replica-behind"))) {
            headers.set("Preference-Applied", shared("headers", "Preference-Applied"));
        }
        if (List.of(401, 403).contains(status)) {
            headers.set("WWW-Authenticate", shared("headers", "WWW-Authenticate"));
        }
        headers.set("X-Request-Id", shared("headers", "X-Request-Id"));
        var content = answer.putObject("content").putObject(PROBLEM);
        var schema = schemas.answer(Problem.class);
        var narrowed = schema.putObject("properties");
        var types = narrowed.putObject("type").putArray("enum");
        narrowed.putObject("status").put("const", status);
        content.set("schema", schema);
        var examples = content.putObject("examples");
        for (var problem : problems) {
            types.add(type(problem));
            examples.putObject(problem.slug()).set("value", example(problem));
        }
        return answer;
    }

    private ObjectNode example(ProblemExamples.Example problem) {
        var example = Common.JSON
                .createObjectNode()
                .put("type", type(problem))
                .put("title", title(problem))
                .put("status", problem.status())
                .put("detail", problem.detail())
                .put("instance", "/" + api.service.replaceFirst("(.*)-(.*)", "api-$2/$1"));
        if (problem.slug().equals("validation-failed")) {
            example.putArray("errors")
                    .addObject()
                    .put("field", api.invalidField)
                    .put("message", api.complaint);
        }
        return example.put("traceId", "4bf92f3577b34da6a3ce929d0e0e4736");
    }

    private static String type(ProblemExamples.Example problem) {
        return "urn:chasqui:problem:" + problem.slug();
    }

    private static String title(ProblemExamples.Example problem) {
        var words = problem.slug().replace('-', ' ');
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    private static Type bodyOf(Mapping mapping, Operation notes) {
        return notes.shown != null
                ? notes.shown
                : ((ParameterizedType) mapping.method().getGenericReturnType()).getActualTypeArguments()[0];
    }

    private void content(ObjectNode target, String mediaType, ObjectNode schema, Type body) {
        var content = target.putObject("content").putObject(mediaType);
        content.set("schema", schema);
        if (body instanceof ParameterizedType list) {
            content.putArray("example").add(example((Class<?>) list.getActualTypeArguments()[0]));
        } else {
            content.set("example", example((Class<?>) body));
        }
    }

    private ObjectNode example(Class<?> body) {
        var json = api.example(body);
        if (json == null) {
            throw new IllegalStateException("There is no example of " + body.getSimpleName());
        }
        return (ObjectNode) Common.JSON.readTree(json);
    }

    private ObjectNode shared(String section, String name) {
        if (!section(section).has(name)) {
            section(section).set(name, section.equals("headers") ? Common.header(name) : Common.parameter(name));
        }
        return reference(section, name);
    }

    private ObjectNode section(String name) {
        return (ObjectNode) components.get(name);
    }

    private static ObjectNode reference(String section, String name) {
        return Common.JSON.createObjectNode().put("$ref", "#/components/" + section + "/" + name);
    }

    /** By name within each section, so that a change moves nothing else. */
    private static ObjectNode sorted(ObjectNode components) {
        var sorted = Common.JSON.createObjectNode();
        components.properties().forEach(section -> {
            var entries = sorted.putObject(section.getKey());
            var byName = new TreeMap<String, JsonNode>();
            section.getValue().properties().forEach(entry -> byName.put(entry.getKey(), entry.getValue()));
            byName.forEach(entries::set);
        });
        return sorted;
    }
}
