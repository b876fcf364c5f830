package org.chasqui.users.commands.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.net.URI;
import org.chasqui.http.idempotency.Idempotency;
import org.chasqui.http.versions.EntityTag;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.users.commands.application.ChangeUserHandler;
import org.chasqui.users.commands.application.CreateUserHandler;
import org.chasqui.users.commands.domain.User;
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
    private final Idempotency idempotency;

    UsersController(CreateUserHandler createUser, ChangeUserHandler changeUser, Idempotency idempotency) {
        this.createUser = createUser;
        this.changeUser = changeUser;
        this.idempotency = idempotency;
    }

    @PostMapping
    ResponseEntity<UserResponse> create(@Valid @RequestBody CreateUserRequest user, HttpServletRequest request) {
        return idempotency.once(request, user, () -> created(createUser.handle(user.command())));
    }

    private static ResponseEntity<UserResponse> created(User user) {
        return answer(ResponseEntity.created(URI.create("/api-queries/users/" + user.id())), user);
    }

    @PutMapping("/{id}")
    ResponseEntity<UserResponse> change(
            @PathVariable long id, ExpectedVersion expected, @Valid @RequestBody ChangeUserRequest change) {
        return answer(ResponseEntity.ok(), changeUser.handle(change.command(id, expected)));
    }

    private static ResponseEntity<UserResponse> answer(ResponseEntity.BodyBuilder answer, User user) {
        return answer.eTag(EntityTag.of(user.version()).toString()).body(UserResponse.of(user));
    }
}
