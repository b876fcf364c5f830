package org.chasqui.users.commands.web;

import java.util.Map;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;
import org.chasqui.users.commands.domain.UserForgotten;
import org.chasqui.users.commands.domain.UsernameTaken;
import org.chasqui.users.commands.web.UsersController.ChangeUserRequest;
import org.chasqui.users.commands.web.UsersController.CreateUserRequest;
import org.chasqui.users.commands.web.UsersController.UserResponse;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("users-commands", UsersController.class)
                .about(
                        "Users: commands",
                        "Creates, changes and forgets users. What they are is read from users-queries.")
                .invalid("username", "must have 1 to 50 characters")
                .operation(
                        "create",
                        it -> it.summary("Create a user")
                                .answers(201, "The new user.")
                                .refuses(new UsernameTaken()))
                .operation(
                        "change",
                        it -> it.summary("Change a user")
                                .description(
                                        "A field that is left out stays; a first or last name that is null is cleared.")
                                .answers(200, "The user as it is now.")
                                .refuses(new UsernameTaken())
                                .refuses(new UserForgotten(1)))
                .operation(
                        "forget",
                        it -> it.summary("Forget a user")
                                .description(
                                        "A name that is made of the id takes the place of all names of the user, everywhere within an"
                                                + " hour. Orders stay. Nothing undoes it, and the user cannot be changed any more. A user who was"
                                                + " forgotten before stays as it is.")
                                .answers(200, "The user without names."))
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
