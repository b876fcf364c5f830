package org.chasqui.platform;

import java.util.Map;

/**
 * The domain refuses a request because of one of its rules; nothing has changed.
 *
 * <p>A domain names one subclass for each rule, for example {@code UsernameTaken}. Thrown out of a transaction it rolls
 * back; thrown out of a controller it becomes problem details of the type {@code urn:chasqui:problem:<slug>}. The
 * domain picks a {@link Kind}, never an HTTP status.
 */
public abstract class Refusal extends RuntimeException {

    /** The reason, in the words of the domain. */
    public enum Kind {
        /** The addressed thing does not exist. */
        ABSENT,
        /** It contradicts the present state; in another state it would be accepted. */
        CONFLICT,
        /** The caller decided on a state that is no longer the present one, and asked not to go on in that case. */
        OUTDATED,
        /** It needs something that has not arrived here yet; the same request can be expected to work in a moment. */
        NOT_YET,
        /** It is well formed but cannot be carried out, for example because it names something unknown. */
        IMPOSSIBLE
    }

    private final String slug;
    private final Kind kind;

    /**
     * @param slug name of the rule on the wire, stable from its first release, in lower-case words joined by hyphens
     * @param detail one sentence for the caller, naming what was asked; shown to them, so without secrets
     */
    protected Refusal(String slug, Kind kind, String detail) {
        // why no stack trace: a refusal is an ordinary answer
        super(detail, null, false, false);
        this.slug = slug;
        this.kind = kind;
    }

    public String slug() {
        return slug;
    }

    public Kind kind() {
        return kind;
    }

    public String detail() {
        return String.valueOf(getMessage());
    }

    /** Whether the same request can be expected to get another answer in a moment. */
    public boolean isPassing() {
        return kind == Kind.NOT_YET;
    }

    /** Which fields of the request it is about, each with what is wrong with it; none unless the domain says so. */
    public Map<String, String> errors() {
        return Map.of();
    }
}
