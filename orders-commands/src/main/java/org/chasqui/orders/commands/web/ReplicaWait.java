package org.chasqui.orders.commands.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.LongFunction;
import org.chasqui.http.InvalidHeader;
import org.chasqui.http.waiting.Deadline;
import org.chasqui.http.waiting.MinVersion;
import org.chasqui.http.waiting.Patience;
import org.chasqui.http.waiting.ReplicaBehind;
import org.chasqui.http.waiting.TooManyWaiters;
import org.chasqui.http.waiting.VersionWaits;
import org.chasqui.orders.commands.replica.KnownProducts;
import org.chasqui.orders.commands.replica.KnownUsers;
import org.springframework.stereotype.Component;

/** Lets a new order wait until its user and its product have been heard of, in the versions that the caller says. */
@Component
class ReplicaWait {

    private static final String USER_VERSION = "X-Min-User-Version";
    private static final String PRODUCT_VERSION = "X-Min-Product-Version";

    private final VersionWaits waits;
    private final KnownUsers users;
    private final KnownProducts products;

    ReplicaWait(VersionWaits waits, KnownUsers users, KnownProducts products) {
        this.waits = waits;
        this.users = users;
        this.products = products;
    }

    /**
     * Returns when both versions are here, at once if the request names none. The caller must not hold a transaction.
     *
     * @throws InvalidHeader if a version is not a whole number within range
     * @throws ReplicaBehind if one does not come while the caller waits
     * @throws TooManyWaiters if one has not come, and too many wait already
     */
    void await(PlaceOrderRequest order, HttpServletRequest request, HttpServletResponse response) {
        var userVersion = MinVersion.of(request, USER_VERSION);
        var productVersion = MinVersion.of(request, PRODUCT_VERSION);
        if (userVersion.isAny() && productVersion.isAny()) {
            return;
        }
        var patience = Patience.of(request);
        var deadline = patience.deadline();
        await("user", order.user(), userVersion, deadline, users::findVersion);
        await("product", order.product(), productVersion, deadline, products::findVersion);
        patience.applied().ifPresent(wait -> response.setHeader(Patience.APPLIED, wait));
    }

    private void await(String kind, long id, MinVersion version, Deadline deadline, LongFunction<Optional<Long>> find) {
        if (!version.isAny() && look(id, version, find).isEmpty()) {
            waits.await(kind, id, version, deadline, () -> look(id, version, find));
        }
    }

    private static Optional<Long> look(long id, MinVersion version, LongFunction<Optional<Long>> find) {
        return find.apply(id).filter(version::isMetBy);
    }
}
