package org.chasqui.products.commands.domain;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.repository.Repository;

/** All products. */
public interface Products extends Repository<Product, Long> {

    /** The product, locked until the transaction ends: changes of one product queue up instead of failing each other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Product> findForUpdateById(long id);

    /**
     * Those of the products that exist, locked until the transaction ends. The statement locks them in the order of their ids, since two
     * batches would deadlock otherwise.
     */
    @NativeQuery("SELECT * FROM product WHERE id = ANY(:ids) ORDER BY id FOR UPDATE")
    List<Product> findAllForUpdateById(Long[] ids);

    /** Units that were promised beyond the stock, of all products together. */
    @NativeQuery("SELECT coalesce(-sum(stock), 0) FROM product WHERE stock < 0")
    long countUnitsOversold();

    /** Writes now, so that the version is the new one. */
    Product saveAndFlush(Product product);
}
