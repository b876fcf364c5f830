package org.chasqui.platform;

/** No thing of that kind has that id. */
public final class NotFound extends Refusal {

    /** @param what the kind of thing as a caller knows it, in the singular: {@code "user"} */
    public NotFound(String what, long id) {
        super("not-found", Kind.ABSENT, "There is no %s %d.".formatted(what, id));
    }
}
