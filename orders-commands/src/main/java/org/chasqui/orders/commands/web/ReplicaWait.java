package org.chasqui.orders.commands.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.function.Supplier;
import org.chasqui.http.InvalidParameter;
import org.chasqui.http.versions.MinVersion;
import org.chasqui.http.versions.VersionWaits;
import org.chasqui.http.versions.VersionWaits.Deadline;
import org.chasqui.http.versions.VersionWaits.ReplicaBehind;
import org.chasqui.http.versions.VersionWaits.TooManyWaiters;
import org.chasqui.http.versions.WaitPreference;
import org.chasqui.messaging.Replica;
import org.chasqui.orders.commands.application.PlaceOrderHandler.PlaceOrder;
import org.chasqui.orders.commands.replica.Replicas;
import org.springframework.stereotype.Component;

/** Lets a new order wait until its user, its products and its market have arrived here, in the versions that the client names. */
@Component
class ReplicaWait {

    private static final String USER_VERSION = "X-Min-User-Version";
    private static final String PRODUCT_VERSION = "X-Min-Product-Version";
    private static final String MARKET_VERSION = "X-Min-Market-Version";

    private final VersionWaits waits;
    private final Replicas known;

    ReplicaWait(VersionWaits waits, Replicas known) {
        this.waits = waits;
        this.known = known;
    }

    /**
     * Returns when all these versions are here, at once if the request names none. The caller must not hold a transaction.
     *
     * @throws InvalidParameter if a version is not a whole number within range, or is that of a market and the order names none
     * @throws ReplicaBehind if one does not arrive in the time that the client waits
     * @throws TooManyWaiters if one has not arrived, and too many requests wait already
     */
    void await(PlaceOrder order, HttpServletRequest request, HttpServletResponse response) {
        var userVersion = MinVersion.of(request, USER_VERSION);
        var lines = order.lines();
        var productVersions = MinVersion.each(request, PRODUCT_VERSION, lines.size());
        var marketVersion = MinVersion.of(request, MARKET_VERSION);
        if (userVersion.isAny() && productVersions.stream().allMatch(MinVersion::isAny) && marketVersion.isAny()) {
            return;
        }
        if (order.market() == null && !marketVersion.isAny()) {
            throw new InvalidParameter(MARKET_VERSION, "is only for an order that names a market");
        }
        var wait = WaitPreference.of(request);
        var deadline = wait.deadline();
        await(known.users(), "user", order.user(), userVersion, deadline);
        for (var at = 0; at < lines.size(); at++) {
            await(known.products(), "product", lines.get(at).product(), productVersions.get(at), deadline);
        }
        if (order.market() != null) {
            var place = order.market();
            await(known.markets(), "market", place.id(), place.toString(), marketVersion, deadline);
        }
        wait.applied().ifPresent(applied -> response.setHeader(WaitPreference.APPLIED, applied));
    }

    private void await(Replica<?> replica, String kind, long id, MinVersion version, Deadline deadline) {
        await(replica, kind, id, String.valueOf(id), version, deadline);
    }

    private void await(Replica<?> replica, String kind, long id, String name, MinVersion version, Deadline deadline) {
        Supplier<Optional<Long>> look = () -> replica.findVersion(id).filter(version::isMetBy);
        if (!version.isAny() && look.get().isEmpty()) {
            waits.await(kind, id, name, version, deadline, look);
        }
    }
}
