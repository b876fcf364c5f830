package org.chasqui.users.commands.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import org.chasqui.http.Change;
import org.chasqui.http.Text;
import org.chasqui.http.idempotency.Idempotency;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Caller;
import org.chasqui.http.security.Role;
import org.chasqui.http.versions.EntityTag;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.users.commands.application.ChangeUserHandler;
import org.chasqui.users.commands.application.ChangeUserHandler.ChangeUser;
import org.chasqui.users.commands.application.CreateUserHandler;
import org.chasqui.users.commands.application.CreateUserHandler.CreateUser;
import org.chasqui.users.commands.application.ForgetUserHandler;
import org.chasqui.users.commands.application.ForgetUserHandler.ForgetUser;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.Profile;
import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.Username;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-commands/users", produces = MediaType.APPLICATION_JSON_VALUE)
class UsersController {

    private final CreateUserHandler createUser;
    private final ChangeUserHandler changeUser;
    private final ForgetUserHandler forgetUser;
    private final Idempotency idempotency;

    UsersController(
            CreateUserHandler createUser,
            ChangeUserHandler changeUser,
            ForgetUserHandler forgetUser,
            Idempotency idempotency) {
        this.createUser = createUser;
        this.changeUser = changeUser;
        this.forgetUser = forgetUser;
        this.idempotency = idempotency;
    }

    @PostMapping
    @AllowedTo(Role.ADMIN)
    ResponseEntity<UserResponse> create(@Valid @RequestBody CreateUserRequest user, HttpServletRequest request) {
        return idempotency.once(request, user, () -> created(createUser.handle(user.command())));
    }

    private static ResponseEntity<UserResponse> created(User user) {
        return answer(ResponseEntity.created(URI.create("/api-queries/users/" + user.id())), user);
    }

    @PutMapping("/{id}")
    @AllowedTo(Role.ADMIN)
    ResponseEntity<UserResponse> change(
            @PathVariable long id, ExpectedVersion expected, @Valid @RequestBody ChangeUserRequest change) {
        return answer(ResponseEntity.ok(), changeUser.handle(change.command(id, expected)));
    }

    /** Ignores a body: the path says all, and many clients cannot send a POST without a body. */
    @PostMapping("/{id}/forget")
    @AllowedTo({Role.CUSTOMER, Role.ADMIN})
    ResponseEntity<UserResponse> forget(
            @PathVariable long id, ExpectedVersion expected, Caller caller, HttpServletRequest request) {
        caller.mustActFor(id);
        return idempotency.once(
                request, () -> answer(ResponseEntity.ok(), forgetUser.handle(new ForgetUser(id, expected))));
    }

    private static ResponseEntity<UserResponse> answer(ResponseEntity.BodyBuilder answer, User user) {
        return answer.eTag(EntityTag.of(user.version()).toString()).body(UserResponse.of(user));
    }

    /** A new user as clients describe it. */
    record CreateUserRequest(
            @NotNull @Text(max = Username.MAX_LENGTH) String username,
            @Text(max = PersonName.MAX_LENGTH) @Nullable String firstName,
            @Text(max = PersonName.MAX_LENGTH) @Nullable String lastName) {

        CreateUser command() {
            return new CreateUser(new Profile(new Username(username), name(firstName), name(lastName)));
        }

        private static @Nullable PersonName name(@Nullable String text) {
            return text == null ? null : new PersonName(text);
        }
    }

    /** Changes of a user: a field that is left out stays; null clears a field that may be empty. */
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

    /** The user as it is after the command. */
    record UserResponse(
            long id,
            String username,
            @Nullable String firstName,
            @Nullable String lastName,
            long version) {

        static UserResponse of(User user) {
            return new UserResponse(user.id(), user.username(), user.firstName(), user.lastName(), user.version());
        }
    }
}
