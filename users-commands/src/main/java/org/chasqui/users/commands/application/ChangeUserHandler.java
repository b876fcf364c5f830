package org.chasqui.users.commands.application;

import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.messaging.EventLog;
import org.chasqui.platform.NotFound;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.Profile;
import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.UserEvent;
import org.chasqui.users.commands.domain.Username;
import org.chasqui.users.commands.domain.UsernameTaken;
import org.chasqui.users.commands.domain.Users;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class ChangeUserHandler {

    /** Changes some fields of a user; those that may be empty can also be cleared. */
    public record ChangeUser(
            long id,
            ExpectedVersion expected,
            Change<Username> username,
            Change<@Nullable PersonName> firstName,
            Change<@Nullable PersonName> lastName) {

        Profile applyTo(Profile current) {
            return new Profile(
                    username.orElse(current.username()),
                    firstName.orElse(current.firstName()),
                    lastName.orElse(current.lastName()));
        }
    }

    private final Users users;
    private final UserRegister register;
    private final EventLog eventLog;

    ChangeUserHandler(Users users, UserRegister register, EventLog eventLog) {
        this.users = users;
        this.register = register;
        this.eventLog = eventLog;
    }

    /**
     * Changes the user, and publishes it; a command that changes nothing leaves the version as it is and publishes
     * nothing.
     *
     * @throws NotFound if there is no such user
     * @throws VersionMovedOn if the command is meant for another version of the user; nothing was changed
     * @throws UsernameTaken if another user has the new name; nothing was changed
     */
    @Transactional
    public User handle(ChangeUser command) {
        var user = users.findForUpdateById(command.id()).orElseThrow(() -> new NotFound("user", command.id()));
        command.expected().check(user.version());
        if (user.change(command.applyTo(user.profile()))) {
            register.save(user);
            eventLog.append(UserEvent.changed(user));
        }
        return user;
    }
}
