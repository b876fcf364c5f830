package org.chasqui.products.queries.view;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The replica of markets, for look-ups. */
@Transactional(propagation = Propagation.SUPPORTS, readOnly = true) // why: each reads by one statement
public interface MarketViews extends Repository<MarketView, Long> {

    Optional<MarketView> findById(long id);

    /** The markets whose keys lie between two others, in the order of their keys, at most so many. */
    @NativeQuery("""
            SELECT * FROM market_view
            WHERE key > :after AND key < :before AND active IN (:active)
            ORDER BY key
            LIMIT :limit
            """)
    List<MarketView> findPage(String after, String before, Collection<Boolean> active, int limit);
}
