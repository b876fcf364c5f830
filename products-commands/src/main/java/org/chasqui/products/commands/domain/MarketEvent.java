package org.chasqui.products.commands.domain;

import org.chasqui.messaging.Event;

/**
 * The published event of a market: its full state, under a type that says whether it is open.
 *
 * @param key the same for all spellings of the place
 */
public record MarketEvent(long id, String country, String city, String key, boolean active) {

    public static Event of(Market market) {
        var place = market.place();
        return Event.of(
                market.isActive() ? "market.opened.v1" : "market.closed.v1",
                "market",
                market.id(),
                market.version(),
                new MarketEvent(market.id(), place.country(), place.city(), place.key(), market.isActive()));
    }
}
