package org.chasqui.users.queries.web;

import java.util.Map;
import org.chasqui.testing.openapi.Api;
import org.chasqui.testing.openapi.OpenApiDocument;
import org.chasqui.users.queries.web.UsersController.UserQuery;
import org.chasqui.users.queries.web.UsersController.UserResponse;

class OpenApiTests extends OpenApiDocument {

    @Override
    protected Api api() {
        return Api.of("users-queries", UsersController.class)
                .about("Users: queries", "Shows users, a moment after users-commands has changed them.")
                .operation("list", it -> it.summary("List users").answers(200, "A page of users, by id."))
                .fields(UserQuery.class, Map.of("username", "Only the user of this username, in whatever case."))
                .operation(
                        "user",
                        it -> it.summary("Read a user")
                                .shows(UserResponse.class)
                                .answers(200, "The user."))
                .fields(UserResponse.class, Map.of("version", "Counts the changes of the user."))
                .example(UserResponse.class, """
                        {"id": 1, "username": "ana", "firstName": "Ana", "lastName": "Quispe", "version": 1}""");
    }
}
