package org.chasqui.users.commands;

import org.jspecify.annotations.NullMarked;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Creates and changes users, and publishes the changes. */
@SpringBootApplication
@NullMarked
public class UsersCommands {

    public static void main(String[] arguments) {
        SpringApplication.run(UsersCommands.class, arguments);
    }
}
