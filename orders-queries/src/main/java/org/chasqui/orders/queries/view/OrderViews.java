package org.chasqui.orders.queries.view;

import java.util.Optional;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The replica, to look things up in. */
@Transactional(readOnly = true)
public interface OrderViews extends Repository<OrderView, Long>, OrderPages {

    Optional<OrderView> findById(long id);
}
