package org.chasqui.products.queries.view;

import java.util.List;
import java.util.Optional;
import org.springframework.data.domain.Limit;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Transactional;

/** The replica, for look-ups. */
@Transactional(readOnly = true)
public interface ProductViews extends Repository<ProductView, Long> {

    Optional<ProductView> findById(long id);

    /** The page that follows an id, in id order. */
    List<ProductView> findByIdGreaterThanOrderById(long id, Limit rows);
}
