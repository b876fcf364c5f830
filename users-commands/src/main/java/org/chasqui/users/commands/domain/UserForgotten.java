package org.chasqui.users.commands.domain;

import org.chasqui.platform.Refusal;

/** The user was forgotten, which nothing undoes. */
public final class UserForgotten extends Refusal {

    public UserForgotten(long id) {
        super("user-forgotten", Kind.CONFLICT, "User %d was forgotten and cannot change any more.".formatted(id));
    }
}
