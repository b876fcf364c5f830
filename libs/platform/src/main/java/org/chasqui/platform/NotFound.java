package org.chasqui.platform;

/** No thing of that kind has that id, or that name. */
public final class NotFound extends Refusal {

    /** @param what the kind of thing as a caller knows it, in the singular: {@code "user"} */
    public NotFound(String what, long id) {
        this(what, String.valueOf(id));
    }

    /** @param name by which callers know it */
    public NotFound(String what, String name) {
        super("not-found", Kind.ABSENT, "There is no %s %s.".formatted(what, name));
    }
}
