package org.chasqui.users.commands.domain;

import jakarta.persistence.LockModeType;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.repository.Repository;

/** All users. */
public interface Users extends Repository<User, Long> {

    /** The user, locked until the transaction ends: changes of one user queue up instead of failing each other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<User> findForUpdateById(long id);

    /** Writes now, so that the version is the new one and a name in use is refused here. */
    User saveAndFlush(User user);
}
