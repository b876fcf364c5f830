package org.chasqui.products.queries.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.chasqui.http.PageQuery;
import org.chasqui.http.PlaceName;
import org.chasqui.http.PlaceName.Part;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.platform.Place;
import org.chasqui.products.queries.view.MarketView;
import org.chasqui.products.queries.view.MarketViews;
import org.chasqui.views.SingleView;
import org.chasqui.views.SingleViews;
import org.chasqui.views.ViewContent;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

@RestController
@RequestMapping(path = "/api-queries/markets", produces = MediaType.APPLICATION_JSON_VALUE)
class MarketsController {

    private final MarketViews markets;
    private final SingleView single;
    private final JsonMapper json;

    MarketsController(MarketViews markets, SingleViews views, JsonMapper json) {
        this.markets = markets;
        single = views.of("market", "/api-queries/markets/{country}/{city}", this::find);
        this.json = json;
    }

    @GetMapping
    @AllowedTo(Role.ANYONE)
    ResponseEntity<List<MarketResponse>> listMarkets(@Valid MarketQuery query, HttpServletRequest request) {
        var views = markets.findPage(query.afterKey(), query.beforeKey(), query.states(), query.rows() + 1);
        return PageQuery.answer(
                views.stream().map(MarketResponse::of).toList(),
                query.rows(),
                market -> new Place(market.country(), market.city()).toString(),
                request);
    }

    @GetMapping("/{country}/{city}")
    @AllowedTo(Role.ANYONE)
    ResponseEntity<byte[]> market(
            @PathVariable @PlaceName(Part.COUNTRY) String country,
            @PathVariable @PlaceName(Part.CITY) String city,
            HttpServletRequest request) {
        return answer(new Place(country, city), request);
    }

    /** The same, for clients that do not see headers. It has no {@code ETag}, since the next answer may differ in the cache alone. */
    @GetMapping("/availability")
    @AllowedTo(Role.ANYONE)
    ResponseEntity<AvailabilityResponse> availability(@Valid PlaceQuery query, HttpServletRequest request) {
        var answer = answer(new Place(query.country(), query.city()), unconditional(request));
        var market = json.readValue(answer.getBody(), MarketResponse.class);
        return ResponseEntity.ok()
                .headers(answer.getHeaders())
                .headers(headers -> headers.remove(HttpHeaders.ETAG))
                .body(market.availability(String.valueOf(answer.getHeaders().getFirst("X-Cache"))));
    }

    private static HttpServletRequest unconditional(HttpServletRequest request) {
        return new HttpServletRequestWrapper(request) {
            @Override
            public Enumeration<String> getHeaders(String name) {
                return name.equals(HttpHeaders.IF_NONE_MATCH) ? Collections.emptyEnumeration() : super.getHeaders(name);
            }
        };
    }

    private ResponseEntity<byte[]> answer(Place place, HttpServletRequest request) {
        return single.answer(place.id(), place.toString(), request);
    }

    private Optional<ViewContent> find(long id) {
        return markets.findById(id).map(view -> ViewContent.ofNobody(view.version(), MarketResponse.of(view)));
    }

    /** The market that a client asks for. */
    record PlaceQuery(
            @NotNull @PlaceName(Part.COUNTRY) String country,
            @NotNull @PlaceName(Part.CITY) String city) {}

    /** The markets that a client wants listed: those of a country, those that are open or closed, or all. */
    record MarketQuery(
            @PlaceName(Part.COUNTRY) @Nullable String country,
            @Nullable Boolean active,
            @Min(1) @Max(PageQuery.MAX_LIMIT) @Nullable Integer limit,
            @PlaceName @Nullable String after) {

        int rows() {
            return PageQuery.rows(limit);
        }

        String afterKey() {
            var first = country == null ? "" : country.toLowerCase(Locale.ROOT) + "/";
            var key = after == null ? "" : Place.of(after).key();
            return key.compareTo(first) > 0 ? key : first;
        }

        /** Why: 0 is the character after the slash, and { that after z. */
        String beforeKey() {
            return country == null ? "{" : country.toLowerCase(Locale.ROOT) + "0";
        }

        List<Boolean> states() {
            return active == null ? List.of(true, false) : List.of(active);
        }
    }

    /** A market as clients see it. */
    record MarketResponse(String country, String city, boolean active, long version) {

        static MarketResponse of(MarketView view) {
            return new MarketResponse(view.country(), view.city(), view.isActive(), view.version());
        }

        AvailabilityResponse availability(String cache) {
            return new AvailabilityResponse(country, city, active, cache.toLowerCase(Locale.ROOT));
        }
    }

    /** Whether a market is open, and whether the cache said so. */
    record AvailabilityResponse(String country, String city, boolean active, String cache) {}
}
