package org.chasqui.orders.commands.domain;

import java.util.Map;
import org.chasqui.platform.Place;
import org.chasqui.platform.Refusal;

/** An order names a market where nothing is sold, as far as is known here. */
public final class MarketRefused extends Refusal {

    private static final long serialVersionUID = 1L;

    private final String complaint;

    private MarketRefused(String slug, String detail, String complaint) {
        super(slug, Kind.IMPOSSIBLE, detail);
        this.complaint = complaint;
    }

    public static MarketRefused unknown(Place place) {
        return new MarketRefused("unknown-market", "There is no market %s.".formatted(place), "is not known");
    }

    public static MarketRefused closed(Place place) {
        return new MarketRefused("market-closed", "The market %s is closed.".formatted(place), "is closed");
    }

    @Override
    public Map<String, String> errors() {
        return Map.of("market", complaint);
    }
}
