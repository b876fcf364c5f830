package org.chasqui.testing.openapi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The HTTP interface of a service. Paths, parameters, bodies and their limits come from its controllers, and the sentences of problems from
 * the code that answers with them. This class adds what the code does not say, such as summaries.
 */
public final class Api {

    final String service;
    final List<Class<?>> controllers;
    String title = "";
    String description = "";
    String invalidField = "limit";
    String complaint = "must be a whole number";
    private final Map<String, Operation> operations = new HashMap<>();
    private final Map<Class<?>, Map<String, String>> fields = new HashMap<>();
    private final Map<String, List<String>> values = new HashMap<>();
    private final Map<Class<?>, List<List<String>>> forms = new HashMap<>();
    private final Map<Class<?>, String> examples = new HashMap<>();

    private Api(String service, List<Class<?>> controllers) {
        this.service = service;
        this.controllers = controllers;
    }

    /** @param service name of the service, and of its document */
    public static Api of(String service, Class<?>... controllers) {
        return new Api(service, List.of(controllers));
    }

    public Api about(String title, String description) {
        this.title = title;
        this.description = description;
        return this;
    }

    /** @param method of a controller that serves the operation; no other one has a method of that name */
    public Api operation(String method, Consumer<Operation> notes) {
        notes.accept(operations.computeIfAbsent(method, name -> new Operation()));
        return this;
    }

    /** The meaning of fields of a body, where their names do not say all. */
    public Api fields(Class<? extends Record> body, Map<String, String> descriptions) {
        fields.put(body, descriptions);
        return this;
    }

    /** The only texts that a field can have. */
    public Api values(Class<? extends Record> body, String field, String... texts) {
        values.put(body.getName() + "." + field, List.of(texts));
        return this;
    }

    /** The fields of a request that belong together; it has those of exactly one of these forms. */
    public Api forms(Class<? extends Record> body, List<List<String>> fields) {
        forms.put(body, fields);
        return this;
    }

    /** An example of an invalid field; without it, of the parameter of a page. */
    public Api invalid(String field, String complaint) {
        this.invalidField = field;
        this.complaint = complaint;
        return this;
    }

    /** @param json an instance of the body */
    public Api example(Class<? extends Record> body, String json) {
        examples.put(body, json);
        return this;
    }

    Operation operation(String method) {
        var operation = operations.get(method);
        if (operation == null) {
            throw new IllegalStateException("Nothing is said about %s of %s".formatted(method, controllers));
        }
        return operation;
    }

    Map<String, String> fields(Class<?> body) {
        return fields.getOrDefault(body, Map.of());
    }

    List<String> values(Class<?> body, String field) {
        return values.getOrDefault(body.getName() + "." + field, List.of());
    }

    List<List<String>> forms(Class<?> body) {
        return forms.getOrDefault(body, List.of());
    }

    @Nullable
    String example(Class<?> body) {
        return examples.get(body);
    }
}
