package org.chasqui.testing.openapi;

import java.util.ArrayList;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.chasqui.platform.Refusal;
import org.jspecify.annotations.Nullable;

/** Notes on one operation, beside the facts in its method. */
public final class Operation {

    String summary = "";
    String description = "";
    int status = 200;
    String answer = "";

    @Nullable
    Class<?> shown;

    final List<ProblemExamples.Example> refusals = new ArrayList<>();
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

    /** The type of the body, where the method's type does not say it. */
    public Operation shows(Class<? extends Record> view) {
        shown = view;
        return this;
    }

    /** @param refused something that the domain refuses in this operation; the document shows the problem that comes of it */
    public Operation refuses(ThrowingCallable refused) {
        refusals.add(ProblemExamples.thrownBy(refused));
        return this;
    }

    public Operation refuses(Refusal refusal) {
        refusals.add(ProblemExamples.of(refusal));
        return this;
    }

    /** Request headers that the operation reads beside its parameters. */
    public Operation waitsBy(String... names) {
        headers.addAll(List.of(names));
        return this;
    }
}
