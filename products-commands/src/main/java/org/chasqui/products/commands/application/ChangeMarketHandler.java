package org.chasqui.products.commands.application;

import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.messaging.EventLog;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.domain.Market;
import org.chasqui.products.commands.domain.MarketEvent;
import org.chasqui.products.commands.domain.Markets;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

@Service
public class ChangeMarketHandler {

    /** Opens a market for sale or closes it; makes it if there is none at the place. */
    public record ChangeMarket(Place place, ExpectedVersion expected, boolean active) {}

    private final Markets markets;
    private final EventLog eventLog;

    ChangeMarketHandler(Markets markets, EventLog eventLog) {
        this.markets = markets;
        this.eventLog = eventLog;
    }

    /**
     * Changes the market, and publishes it. It waits for the orders of the market that are being decided; once it is closed and committed, no
     * order of it gets anything. A command that changes nothing leaves the version as it is and publishes nothing.
     *
     * @throws ExpectedVersion.VersionMovedOn if the command is meant for another version of the market; nothing was changed
     */
    @Transactional
    public Market handle(ChangeMarket command) {
        var market = markets.findOrMakeForUpdate(command.place());
        command.expected().check(market.version());
        if (market.open(command.active())) {
            markets.saveAndFlush(market);
            eventLog.append(MarketEvent.of(market));
        }
        return market;
    }
}
