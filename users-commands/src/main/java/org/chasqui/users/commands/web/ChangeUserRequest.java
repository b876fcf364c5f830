package org.chasqui.users.commands.web;

import jakarta.validation.constraints.NotNull;
import org.chasqui.http.json.Change;
import org.chasqui.http.text.Text;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.users.commands.application.ChangeUser;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.Username;
import org.jspecify.annotations.Nullable;

/** What shall change of a user: a field that is left out stays, a name that is null is cleared. */
record ChangeUserRequest(
        Change<@NotNull @Text(max = Username.MAX_LENGTH) String> username,
        Change<@Nullable @Text(max = PersonName.MAX_LENGTH) String> firstName,
        Change<@Nullable @Text(max = PersonName.MAX_LENGTH) String> lastName) {

    ChangeUser command(long id, ExpectedVersion expected) {
        return new ChangeUser(
                id,
                expected,
                username.map(Username::new),
                firstName.map(PersonName::new),
                lastName.map(PersonName::new));
    }
}
