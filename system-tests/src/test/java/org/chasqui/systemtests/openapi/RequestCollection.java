package org.chasqui.systemtests.openapi;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chasqui.systemtests.shop.Answer;

/** A sequence of requests with variables, read from one of the two collections. */
public final class RequestCollection {

    private static final Pattern VARIABLE = Pattern.compile("\\{\\{(\\$?\\w+)}}");

    /**
     * @param expected the expected status
     * @param captures the variable that stores the id from the answer, or an empty string
     */
    public record Step(
            String name,
            String method,
            String url,
            Map<String, String> headers,
            String body,
            int expected,
            String captures) {}

    private final List<Step> steps;
    private final Map<String, String> variables;

    RequestCollection(List<Step> steps, Map<String, String> variables) {
        this.steps = steps;
        this.variables = new HashMap<>(variables);
    }

    public List<Step> steps() {
        return steps;
    }

    public void set(String variable, String value) {
        variables.put(variable, value);
    }

    /** Stores the values from an answer that later steps refer to. */
    public void learn(Step step, Answer answer) {
        if (!step.captures().isEmpty()) {
            set(step.captures(), answer.asJson().path("id").asString());
        }
    }

    /** Replaces the variables in the text with their values. */
    public String fill(String text) {
        return VARIABLE.matcher(text).replaceAll(found -> Matcher.quoteReplacement(value(found.group(1))));
    }

    private String value(String variable) {
        if (variable.equals("$guid")) {
            return UUID.randomUUID().toString();
        }
        var value = variables.get(variable);
        if (value == null) {
            throw new IllegalStateException("Nothing has set " + variable);
        }
        return fill(value);
    }
}
