package org.chasqui.systemtests.load;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.LongAdder;
import org.chasqui.systemtests.shop.PlacedOrder;

/**
 * Records the answers that customers got. Every entry was promised by a 2xx answer, and the audit must find it afterwards. A command with
 * an error or without an answer may or may not have been executed.
 */
public final class Journal {

    private final Map<Long, PlacedOrder> orders = new ConcurrentSkipListMap<>();
    private final Set<Long> cancelled = ConcurrentHashMap.newKeySet();
    private final Map<Long, Long> users = new ConcurrentHashMap<>();
    private final Map<Long, Long> products = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> outcomes = new ConcurrentHashMap<>();

    void placed(PlacedOrder order) {
        orders.put(order.id(), order);
    }

    void cancelled(long order) {
        cancelled.add(order);
    }

    void changedUser(long id, long version) {
        users.merge(id, version, Math::max);
    }

    void changedProduct(long id, long version) {
        products.merge(id, version, Math::max);
    }

    void count(String outcome) {
        outcomes.computeIfAbsent(outcome, key -> new LongAdder()).increment();
    }

    /** Accepted orders by id. */
    public Map<Long, PlacedOrder> orders() {
        return orders;
    }

    /** Orders with an accepted cancellation. */
    public Set<Long> cancelled() {
        return cancelled;
    }

    /** The newest version that an answer named, by user. */
    public Map<Long, Long> users() {
        return users;
    }

    /** The newest version that an answer named, by product. */
    public Map<Long, Long> products() {
        return products;
    }

    /** The number of requests by kind and outcome, for example {@code order 201}. */
    public Map<String, Long> outcomes() {
        var sums = new TreeMap<String, Long>();
        outcomes.forEach((outcome, count) -> sums.put(outcome, count.sum()));
        return sums;
    }

    /** The number of requests that have ended, with any outcome. */
    public long requests() {
        return outcomes.values().stream().mapToLong(LongAdder::sum).sum();
    }

    public long count(String request, int status) {
        return outcomes().getOrDefault(request + " " + status, 0L);
    }
}
