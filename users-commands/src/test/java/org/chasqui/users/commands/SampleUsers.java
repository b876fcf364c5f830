package org.chasqui.users.commands;

import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.Profile;
import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.Username;
import org.jspecify.annotations.Nullable;
import org.springframework.test.util.ReflectionTestUtils;

/** Users to test with: {@code ana().saved(7, 1)}. */
public record SampleUsers(Profile profile) {

    public static SampleUsers ana() {
        return called("ana").firstName("Ana");
    }

    public static SampleUsers called(String username) {
        return new SampleUsers(new Profile(new Username(username), null, null));
    }

    public SampleUsers firstName(String name) {
        return new SampleUsers(new Profile(profile.username(), new PersonName(name), profile.lastName()));
    }

    public SampleUsers lastName(String name) {
        return new SampleUsers(new Profile(profile.username(), profile.firstName(), new PersonName(name)));
    }

    /** As the database returns it. */
    public User saved(long id, long version) {
        return saved(new User(profile), id, version);
    }

    public static User saved(User user, @Nullable Long id, long version) {
        ReflectionTestUtils.setField(user, "id", id);
        ReflectionTestUtils.setField(user, "version", version);
        return user;
    }
}
