package org.chasqui.products.commands.domain;

import jakarta.persistence.LockModeType;
import java.util.List;
import org.chasqui.platform.Place;
import org.springframework.data.jpa.repository.Lock;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.NativeQuery;
import org.springframework.data.jpa.repository.Query;
import org.springframework.data.repository.Repository;

/** All markets. */
public interface Markets extends Repository<Market, Long> {

    /** The market at this place, locked until the transaction ends. A new one has version 0, and is rolled back unless it is saved. */
    default Market findOrMakeForUpdate(Place place) {
        makeRoom(place.id(), place.country(), place.city(), place.key());
        var market = findForUpdateById(place.id());
        if (!market.place().key().equals(place.key())) {
            throw new IllegalStateException("%s has the id of %s".formatted(place, market.place()));
        }
        return market;
    }

    @Modifying
    @Query(
            value =
                    "INSERT INTO market (id, version, country, city, key) VALUES (:id, 0, :country, :city, :key) ON CONFLICT DO NOTHING",
            nativeQuery = true)
    void makeRoom(long id, String country, String city, String key);

    @Lock(LockModeType.PESSIMISTIC_WRITE)
    Market findForUpdateById(long id);

    /**
     * Those of the markets that exist, locked until the transaction ends, so that none is closed before what is decided about its orders is
     * committed. The statement locks them in the order of their ids.
     *
     * <p>Why not a shared lock: PostgreSQL lets more and more sharers pass a transaction that waits to close the market.
     */
    @NativeQuery("SELECT * FROM market WHERE id = ANY(:ids) ORDER BY id FOR UPDATE")
    List<Market> findAllForUpdateById(Long[] ids);

    /** Writes now, so that the version is the new one. */
    Market saveAndFlush(Market market);
}
