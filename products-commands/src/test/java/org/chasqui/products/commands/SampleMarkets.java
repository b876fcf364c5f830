package org.chasqui.products.commands;

import static org.springframework.test.util.ReflectionTestUtils.setField;

import org.chasqui.platform.Place;
import org.chasqui.products.commands.domain.Market;
import org.springframework.beans.BeanUtils;

/** Markets to test with, as the database returns them. */
public final class SampleMarkets {

    private SampleMarkets() {}

    public static Market market(String place, boolean active, long version) {
        var market = BeanUtils.instantiateClass(Market.class);
        setField(market, "id", Place.of(place).id());
        setField(market, "version", version);
        setField(market, "country", Place.of(place).country());
        setField(market, "city", Place.of(place).city());
        market.open(active);
        return market;
    }
}
