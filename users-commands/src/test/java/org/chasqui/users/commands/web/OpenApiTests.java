package org.chasqui.users.commands.web;

import java.util.Map;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;
import org.chasqui.users.commands.domain.Username;
import org.chasqui.users.commands.domain.UsernameTaken;
import org.chasqui.users.commands.web.UsersController.ChangeUserRequest;
import org.chasqui.users.commands.web.UsersController.CreateUserRequest;
import org.chasqui.users.commands.web.UsersController.UserResponse;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("users-commands", UsersController.class)
                .about("Users: commands", "Creates and changes users. What they are is read from users-queries.")
                .invalid("username", "must have 1 to 50 characters")
                .operation(
                        "create",
                        it -> it.summary("Create a user")
                                .answers(201, "The new user.")
                                .refuses(new UsernameTaken(new Username("ana"))))
                .operation(
                        "change",
                        it -> it.summary("Change a user")
                                .description(
                                        "A field that is left out stays; a first or last name that is null is cleared.")
                                .answers(200, "The user as it is now.")
                                .refuses(new UsernameTaken(new Username("ana"))))
                .fields(CreateUserRequest.class, Map.of("username", USERNAME))
                .fields(ChangeUserRequest.class, Map.of("username", USERNAME))
                .fields(UserResponse.class, Map.of("version", "Counts the changes of the user."))
                .example(CreateUserRequest.class, """
                        {"username": "ana", "firstName": "Ana", "lastName": "Quispe"}""")
                .example(ChangeUserRequest.class, """
                        {"lastName": "Mamani"}""")
                .example(UserResponse.class, """
                        {"id": 1, "username": "ana", "firstName": "Ana", "lastName": "Quispe", "version": 1}""");
    }

    private static final String USERNAME =
            "Surrounding white space is not part of it. No two users go by the same name, whatever its case.";
}
