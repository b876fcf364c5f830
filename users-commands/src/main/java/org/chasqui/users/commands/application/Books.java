package org.chasqui.users.commands.application;

import org.chasqui.messaging.Book;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the verification compares. */
@Configuration(proxyBeanMethods = false)
class Books {

    @Bean
    Book usersBook() {
        return Book.of("users", "user", "users", "id", "username", "firstName = first_name", "lastName = last_name");
    }
}
