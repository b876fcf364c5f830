package org.chasqui.users.commands.domain;

import java.util.Map;
import org.chasqui.platform.Refusal;

/** Another user goes by that name, perhaps spelt in other letters. */
public final class UsernameTaken extends Refusal {

    /** Why without the name: the answer may be kept for its request, and another user's name is not to be kept there. */
    public UsernameTaken() {
        super("username-taken", Kind.CONFLICT, "The username is taken.");
    }

    @Override
    public Map<String, String> errors() {
        return Map.of("username", "is taken");
    }
}
