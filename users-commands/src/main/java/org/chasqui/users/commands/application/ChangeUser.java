package org.chasqui.users.commands.application;

import org.chasqui.http.json.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.Profile;
import org.chasqui.users.commands.domain.Username;
import org.jspecify.annotations.Nullable;

/** Changes some of what a user says about themselves; a name can also be cleared. */
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
