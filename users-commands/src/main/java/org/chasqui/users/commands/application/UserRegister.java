package org.chasqui.users.commands.application;

import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.UsernameTaken;
import org.chasqui.users.commands.domain.Users;
import org.hibernate.exception.ConstraintViolationException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Component;

/** Enters users under names of their own. */
@Component
class UserRegister {

    /** As the migration names it. */
    private static final String UNIQUE_NAME = "username_is_unique";

    private final Users users;

    UserRegister(Users users) {
        this.users = users;
    }

    /**
     * Writes the user at once.
     *
     * <p>Why no query first whether the name is free: two transactions at the same time would both find it free. Only the unique index
     * knows, and this method translates its answer.
     *
     * @throws UsernameTaken if another user has the name; the transaction can only be rolled back
     */
    void save(User user) {
        try {
            users.saveAndFlush(user);
        } catch (DataIntegrityViolationException e) {
            throw isNameTaken(e) ? new UsernameTaken() : e;
        }
    }

    private static boolean isNameTaken(DataIntegrityViolationException e) {
        return e.getCause() instanceof ConstraintViolationException violation
                && UNIQUE_NAME.equals(violation.getConstraintName());
    }
}
