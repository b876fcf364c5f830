package org.chasqui.users.commands.application;

import java.util.Optional;
import org.chasqui.users.commands.SampleUsers;
import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.Users;
import org.jspecify.annotations.Nullable;

/** Users without a database; one is enough for a handler. */
final class UsersInMemory implements Users {

    static final long ID = 7;

    private @Nullable User only;

    @Override
    public Optional<User> findForUpdateById(long id) {
        return id == ID ? Optional.ofNullable(only) : Optional.empty();
    }

    @Override
    public User saveAndFlush(User user) {
        var version = user == only ? user.version() + 1 : user.version();
        only = user;
        return SampleUsers.saved(user, ID, version);
    }
}
