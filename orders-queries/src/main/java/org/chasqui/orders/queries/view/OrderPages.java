package org.chasqui.orders.queries.view;

import java.util.List;
import org.springframework.transaction.annotation.Transactional;

/** The part of {@link OrderViews} that Spring Data does not have: a condition only for those filters that are there. */
@Transactional(readOnly = true)
public interface OrderPages {

    /** The orders that follow an id and pass the filter, in id order, as many as there are up to the limit. */
    List<OrderView> findPage(OrderFilter filter, long after, int limit);
}
