package org.chasqui.testing.openapi;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is to be said of one operation beside what its method says. */
public final class Operation {

    /** @param detail an example of what it tells the caller */
    record Refusal(int status, String slug, String detail) {}

    String summary = "";
    String description = "";
    int status = 200;
    String answer = "";

    @Nullable
    Class<?> shown;

    final List<Refusal> refusals = new ArrayList<>();
    final List<String> headers = new ArrayList<>();

    Operation() {}

    public Operation summary(String text) {
        summary = text;
        return this;
    }

    public Operation description(String text) {
        description = text;
        return this;
    }

    public Operation answers(int status, String description) {
        this.status = status;
        this.answer = description;
        return this;
    }

    /** What is in the body, where the method's type does not say it. */
    public Operation shows(Class<? extends Record> view) {
        shown = view;
        return this;
    }

    /** What the domain may say no to. */
    public Operation refuses(int status, String slug, String detail) {
        refusals.add(new Refusal(status, slug, detail));
        return this;
    }

    /** Request headers that the operation reads beside its parameters. */
    public Operation waitsBy(String... names) {
        headers.addAll(List.of(names));
        return this;
    }
}
