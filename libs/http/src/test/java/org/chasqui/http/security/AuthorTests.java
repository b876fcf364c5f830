package org.chasqui.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.Set;
import org.chasqui.platform.Author;
import org.junit.jupiter.api.Test;

class AuthorTests {

    @Test
    void isTheSubjectOfTheToken() {
        assertThat(new Caller("customer-7", Set.of(Role.CUSTOMER), 7, false).author())
                .contains(new Author("app_user", "customer-7"));
        assertThat(new Caller("admin", Set.of(Role.ADMIN), 0, true).author()).contains(new Author("user", "admin"));
        assertThat(Caller.withoutToken(false).author()).isEmpty();
    }

    @Test
    void isRestoredAfterAnothersPart() {
        Author.during(Optional.of(new Author("user", "first")), () -> {
            Author.during(Optional.of(new Author("user", "second")), () -> {});
            assertThat(Author.current()).contains(new Author("user", "first"));
        });
        assertThat(Author.current()).isEmpty();
    }
}
