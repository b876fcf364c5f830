package org.chasqui.users.commands.application;

import org.chasqui.messaging.EventLog;
import org.chasqui.users.commands.domain.Profile;
import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.UserEvent;
import org.chasqui.users.commands.domain.UsernameTaken;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class CreateUserHandler {

    /** Adds a user. */
    public record CreateUser(Profile profile) {}

    private final UserRegister register;
    private final EventLog eventLog;

    CreateUserHandler(UserRegister register, EventLog eventLog) {
        this.register = register;
        this.eventLog = eventLog;
    }

    /**
     * Adds the user, and its event with it.
     *
     * @throws UsernameTaken if another user has the name; nothing was added
     */
    @Transactional
    public User handle(CreateUser command) {
        var user = new User(command.profile());
        register.save(user);
        eventLog.append(UserEvent.created(user));
        return user;
    }
}
