package org.chasqui.users.commands.application;

import org.chasqui.http.idempotency.AnswerTable;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.messaging.EventLog;
import org.chasqui.platform.NotFound;
import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.UserEvent;
import org.chasqui.users.commands.domain.Users;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class ForgetUserHandler {

    /** Forgets the names of a user, for ever. */
    public record ForgetUser(long id, ExpectedVersion expected) {}

    private final Users users;
    private final UserRegister register;
    private final EventLog eventLog;
    private final AnswerTable answers;

    ForgetUserHandler(Users users, UserRegister register, EventLog eventLog, AnswerTable answers) {
        this.users = users;
        this.register = register;
        this.eventLog = eventLog;
        this.answers = answers;
    }

    /**
     * Forgets the user's names here and in kept answers, and lets all who know them do the same; of one who was forgotten before, nothing
     * changes.
     *
     * @throws NotFound if there is no such user
     * @throws VersionMovedOn if the command is meant for another version of the user; nothing was changed
     */
    @Transactional
    public User handle(ForgetUser command) {
        var user = users.findForUpdateById(command.id()).orElseThrow(() -> new NotFound("user", command.id()));
        command.expected().check(user.version());
        if (user.forget()) {
            register.save(user);
            var event = UserEvent.forgotten(user);
            eventLog.append(event);
            answers.rewrite("/api-queries/users/" + user.id(), EnvelopeJson.data(event.data()));
        }
        return user;
    }
}
