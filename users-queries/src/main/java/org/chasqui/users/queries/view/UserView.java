package org.chasqui.users.queries.view;

import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import org.hibernate.annotations.Immutable;
import org.jspecify.annotations.Nullable;

/** A user in its newest known version. */
@Entity
@Immutable
public class UserView {

    @Id
    private long id;

    private long version;
    private String username;
    private String usernameKey;
    private @Nullable String firstName;
    private @Nullable String lastName;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected UserView() {}

    public long id() {
        return id;
    }

    public long version() {
        return version;
    }

    public String username() {
        return username;
    }

    /** The username, for comparison. */
    public String usernameKey() {
        return usernameKey;
    }

    public @Nullable String firstName() {
        return firstName;
    }

    public @Nullable String lastName() {
        return lastName;
    }
}
