package org.chasqui.products.commands.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import org.chasqui.http.PlaceName;
import org.chasqui.http.PlaceName.Part;
import org.chasqui.http.idempotency.Idempotency;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.http.versions.EntityTag;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.platform.Place;
import org.chasqui.products.commands.application.ChangeMarketHandler;
import org.chasqui.products.commands.application.ChangeMarketHandler.ChangeMarket;
import org.chasqui.products.commands.domain.Market;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-commands/markets", produces = MediaType.APPLICATION_JSON_VALUE)
class MarketsController {

    private final ChangeMarketHandler changeMarket;
    private final Idempotency idempotency;

    MarketsController(ChangeMarketHandler changeMarket, Idempotency idempotency) {
        this.changeMarket = changeMarket;
        this.idempotency = idempotency;
    }

    @PutMapping("/{country}/{city}")
    @AllowedTo(Role.ADMIN)
    ResponseEntity<MarketResponse> changeMarket(
            @PathVariable @PlaceName(Part.COUNTRY) String country,
            @PathVariable @PlaceName(Part.CITY) String city,
            ExpectedVersion expected,
            @Valid @RequestBody ChangeMarketRequest change,
            HttpServletRequest request) {
        var command = new ChangeMarket(new Place(country, city), expected, change.active());
        return idempotency.once(request, change, () -> answer(changeMarket.handle(command)));
    }

    private static ResponseEntity<MarketResponse> answer(Market market) {
        return ResponseEntity.ok()
                .eTag(EntityTag.of(market.version()).toString())
                .body(MarketResponse.of(market));
    }

    /** What becomes of a market. */
    record ChangeMarketRequest(@NotNull Boolean active) {}

    /** The market as it is after the command. */
    record MarketResponse(String country, String city, boolean active, long version) {

        static MarketResponse of(Market market) {
            return new MarketResponse(
                    market.place().country(), market.place().city(), market.isActive(), market.version());
        }
    }
}
