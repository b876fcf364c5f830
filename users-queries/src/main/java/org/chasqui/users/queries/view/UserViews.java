package org.chasqui.users.queries.view;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The replica, for look-ups. */
@Transactional(propagation = Propagation.SUPPORTS, readOnly = true) // why: each reads by one statement
public interface UserViews extends Repository<UserView, Long> {

    Optional<UserView> findById(long id);

    /** The page that follows an id, in id order. */
    List<UserView> findByIdGreaterThanOrderById(long id, Limit rows);

    /** The same of the users, mostly one, whose username has this key. */
    List<UserView> findByUsernameKeyAndIdGreaterThanOrderById(String key, long id, Limit rows);
}
