package org.chasqui.orders.commands.domain;

import jakarta.persistence.LockModeType;
import java.util.List;
import java.util.Optional;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All orders. */
public interface Orders extends Repository<Order, Long> {

    /** The order, locked until the transaction ends: changes of one order queue up instead of failing each other. */
    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Optional<Order> findForUpdateById(long id);

    @Query("SELECT o.userId FROM Order o WHERE o.id = :id")
    Optional<Long> findUserById(long id);

    /** Those of the given orders that exist, locked in the order of their ids, so that batches cannot deadlock. */
    @NativeQuery("SELECT * FROM orders WHERE id = ANY(:ids) ORDER BY id FOR UPDATE")
    List<Order> findAllForUpdate(Long[] ids);

    /**
     * The orders that have waited longest for a decision, locked. It leaves out those that another transaction has locked to decide about
     * them or to remind of them.
     *
     * <p>Why each wait is twice as long as the one before: while no decisions come, reminders would only make the backlog longer.
     *
     * @param seconds how long the first wait is, by the clock of the database; no wait is longer than 256 times that
     * @param limit most orders to return
     */
    @NativeQuery("""
            SELECT * FROM orders
            WHERE undecided AND undecided_since < now() - make_interval(secs => :seconds)
              AND undecided_since < now() - make_interval(secs => :seconds * 2 ^ least(reminders, 8))
            ORDER BY undecided_since
            LIMIT :limit
            FOR UPDATE SKIP LOCKED
            """)
    List<Order> findOverdueForUpdate(double seconds, int limit);

    /** Begins the wait of these orders again. */
    @Modifying
    @Query(value = "UPDATE orders SET undecided_since = now() WHERE id = ANY(:ids)", nativeQuery = true)
    void restartWait(Long... ids);

    /** Writes now, so that the version is the new one. */
    Order saveAndFlush(Order order);

    /** Writes all changes now, so that the versions are the new ones. */
    void flush();
}
