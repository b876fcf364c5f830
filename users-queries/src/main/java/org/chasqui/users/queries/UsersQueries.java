package org.chasqui.users.queries;

import org.jspecify.annotations.NullMarked;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Answers about users from its own replica. */
@SpringBootApplication
@NullMarked
public class UsersQueries {

    public static void main(String[] arguments) {
        SpringApplication.run(UsersQueries.class, arguments);
    }
}
