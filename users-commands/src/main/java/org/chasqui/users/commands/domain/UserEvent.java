package org.chasqui.users.commands.domain;

import org.chasqui.messaging.Event;
import org.jspecify.annotations.Nullable;

/** The published event of a user: its full state after each change. */
public record UserEvent(
        long id,
        String username,
        @Nullable String firstName,
        @Nullable String lastName) {

    public static Event created(User user) {
        return event("user.created.v1", user);
    }

    public static Event changed(User user) {
        return event("user.changed.v1", user);
    }

    /** Takes the place of all earlier events of the user. */
    public static Event forgotten(User user) {
        return event("user.forgotten.v1", user);
    }

    private static Event event(String type, User user) {
        return Event.of(type, "user", user.id(), user.version(), stateOf(user));
    }

    private static UserEvent stateOf(User user) {
        return new UserEvent(user.id(), user.username(), user.firstName(), user.lastName());
    }
}
