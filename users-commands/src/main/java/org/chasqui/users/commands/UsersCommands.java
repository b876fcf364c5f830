package org.chasqui.users.commands;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Creates and changes users, and publishes what became of them. */
@SpringBootApplication
public class UsersCommands {

    public static void main(String[] arguments) {
        SpringApplication.run(UsersCommands.class, arguments);
    }
}
