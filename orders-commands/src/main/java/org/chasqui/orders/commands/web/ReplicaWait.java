package org.chasqui.orders.commands.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.LongFunction;
import org.chasqui.http.InvalidHeader;
import org.chasqui.http.versions.MinVersion;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.http.versions.VersionWaits.Deadline;
import org.chasqui.http.versions.VersionWaits.ReplicaBehind;
import org.chasqui.http.versions.VersionWaits.TooManyWaiters;
import org.chasqui.http.versions.WaitPreference;
import org.chasqui.orders.commands.replica.KnownUsersAndProducts;
import org.chasqui.orders.commands.web.OrdersController.PlaceOrderRequest;
import org.springframework.stereotype.Component;

/** Lets a new order wait until its user and its product have arrived here, in the versions that the client names. */
@Component
class ReplicaWait {

    private static final String USER_VERSION = "X-Min-User-Version";
    private static final String PRODUCT_VERSION = "X-Min-Product-Version";

    private final VersionWaits waits;
    private final KnownUsersAndProducts known;

    ReplicaWait(VersionWaits waits, KnownUsersAndProducts known) {
        this.waits = waits;
        this.known = known;
    }

    /**
     * Returns when both versions are here, at once if the request names none. The caller must not hold a transaction.
     *
     * @throws InvalidHeader if a version is not a whole number within range
     * @throws ReplicaBehind if one does not arrive in the time that the client waits
     * @throws TooManyWaiters if one has not arrived, and too many requests wait already
     */
    void await(PlaceOrderRequest order, HttpServletRequest request, HttpServletResponse response) {
        var userVersion = MinVersion.of(request, USER_VERSION);
        var productVersion = MinVersion.of(request, PRODUCT_VERSION);
        if (userVersion.isAny() && productVersion.isAny()) {
            return;
        }
        var wait = WaitPreference.of(request);
        var deadline = wait.deadline();
        await("user", order.user(), userVersion, deadline, known.users()::findVersion);
        await("product", order.product(), productVersion, deadline, known.products()::findVersion);
        wait.applied().ifPresent(applied -> response.setHeader(WaitPreference.APPLIED, applied));
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
