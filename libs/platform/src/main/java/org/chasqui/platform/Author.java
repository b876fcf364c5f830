package org.chasqui.platform;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.MDC;

/**
 * Who caused what the calling thread does, kept where log lines find it. An open shop knows no authors.
 *
 * @param type kind of caller, in the words of the standard: {@code app_user} for a customer, {@code user} for staff
 * @param id the subject of the caller's token, 1 to 255 characters; after its issuer and {@code #} if that is a provider
 * @see <a href="https://github.com/cloudevents/spec/blob/main/cloudevents/extensions/authcontext.md">CloudEvents, Auth Context</a>
 */
public record Author(String type, String id) {

    private static final String TYPE = "authtype";
    private static final String ID = "authid";

    /** Both, or nobody. */
    public static Optional<Author> of(@Nullable String type, @Nullable String id) {
        return type == null || id == null ? Optional.empty() : Optional.of(new Author(type, id));
    }

    public static Optional<Author> current() {
        return of(MDC.get(TYPE), MDC.get(ID));
    }

    /** Names the author until {@link #leave()}. */
    public void enter() {
        MDC.put(TYPE, type);
        MDC.put(ID, id);
    }

    public static void leave() {
        MDC.remove(TYPE);
        MDC.remove(ID);
    }

    /** Runs the action in the name of the author of its cause, and restores the author of before. */
    public static void during(Optional<Author> author, Runnable action) {
        if (author.isEmpty()) {
            action.run();
            return;
        }
        var before = current();
        author.get().enter();
        try {
            action.run();
        } finally {
            leave();
            before.ifPresent(Author::enter);
        }
    }
}
