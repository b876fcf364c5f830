package org.chasqui.users.commands.domain;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import jakarta.persistence.Version;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A person who can place orders. */
@Entity
@Table(name = "users")
public class User {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    @Version
    private long version = 1;

    private String username;

    @SuppressWarnings("UnusedVariable") // read by a unique index only
    private String usernameKey;

    private @Nullable String firstName;
    private @Nullable String lastName;
    private boolean forgotten;

    public User(Profile profile) {
        take(profile);
    }

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected User() {}

    /**
     * Takes over the profile; returns whether that changed anything.
     *
     * @throws UserForgotten if the user was forgotten
     */
    public boolean change(Profile profile) {
        if (forgotten) {
            throw new UserForgotten(id());
        }
        if (profile.equals(profile())) {
            return false;
        }
        take(profile);
        return true;
    }

    /**
     * Puts a name that is made of the id in the place of all that the user has said; returns whether that changed anything.
     *
     * <p>Its key has small letters, so it is no key of another user, even of one who has chosen the same name.
     */
    public boolean forget() {
        if (forgotten) {
            return false;
        }
        forgotten = true;
        username = "forgotten-" + id();
        usernameKey = username;
        firstName = null;
        lastName = null;
        return true;
    }

    private void take(Profile profile) {
        username = profile.username().value();
        usernameKey = profile.username().key();
        firstName = text(profile.firstName());
        lastName = text(profile.lastName());
    }

    public Profile profile() {
        return new Profile(new Username(username), name(firstName), name(lastName));
    }

    /** @throws NullPointerException before the user is saved, which is when it gets its id */
    public long id() {
        return Objects.requireNonNull(id, "not saved yet");
    }

    public long version() {
        return version;
    }

    public String username() {
        return username;
    }

    public @Nullable String firstName() {
        return firstName;
    }

    public @Nullable String lastName() {
        return lastName;
    }

    private static @Nullable String text(@Nullable PersonName name) {
        return name == null ? null : name.value();
    }

    private static @Nullable PersonName name(@Nullable String text) {
        return text == null ? null : new PersonName(text);
    }
}
