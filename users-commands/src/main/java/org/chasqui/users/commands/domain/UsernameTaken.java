package org.chasqui.users.commands.domain;

import java.util.Map;
import org.chasqui.platform.Refusal;

/** Another user goes by that name, perhaps spelt in other letters. */
public final class UsernameTaken extends Refusal {

    public UsernameTaken(Username username) {
        super("username-taken", Kind.CONFLICT, "The username '%s' is taken.".formatted(username.value()));
    }

    @Override
    public Map<String, String> errors() {
        return Map.of("username", "is taken");
    }
}
