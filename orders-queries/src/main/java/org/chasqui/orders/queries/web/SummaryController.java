package org.chasqui.orders.queries.web;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import java.math.BigInteger;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.chasqui.http.InvalidParameter;
import org.chasqui.http.PageQuery;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.orders.queries.view.NotCountedYet;
import org.chasqui.orders.queries.view.OrderSummaries;
import org.chasqui.orders.queries.view.OrderSummaries.Summary;
import org.chasqui.platform.Place;
import org.chasqui.platform.SafeInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.format.annotation.DateTimeFormat;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-queries/orders/summary", produces = MediaType.APPLICATION_JSON_VALUE)
class SummaryController {

    private final OrderSummaries summaries;

    SummaryController(OrderSummaries summaries) {
        this.summaries = summaries;
    }

    @GetMapping
    @AllowedTo(Role.ADMIN)
    ResponseEntity<List<SummaryResponse>> summary(@Valid SummaryQuery query, HttpServletRequest request) {
        if (!summaries.areComplete()) {
            throw new NotCountedYet();
        }
        var read = query.read(summaries);
        return PageQuery.answer(
                read.stream().map(query::response).toList(), query.rows(), SummaryResponse::after, request);
    }

    /** By what a client wants orders summarised, and of days which. */
    record SummaryQuery(
            @NotNull @Pattern(regexp = "day|product|market|user", message = "must be one of day, product, market, user")
            String by,

            @DateTimeFormat(pattern = "uuuu-MM-dd") @Nullable
            LocalDate from,

            @DateTimeFormat(pattern = "uuuu-MM-dd") @Nullable
            LocalDate to,

            @Min(1) @Max(PageQuery.MAX_LIMIT) @Nullable Integer limit,
            @Nullable String after) {

        int rows() {
            return PageQuery.rows(limit);
        }

        /** One row more than the page has. */
        List<Summary> read(OrderSummaries summaries) {
            refuseDays();
            var most = rows() + 1;
            return switch (by) {
                case "day" -> summaries.findDays(from, to, afterDay(), most);
                case "product" -> summaries.findProducts(afterId(), most);
                case "user" -> summaries.findUsers(afterId(), most);
                default -> summaries.findMarkets(afterMarket(), most);
            };
        }

        private void refuseDays() {
            if (!by.equals("day") && (from != null || to != null)) {
                throw new InvalidParameter(from == null ? "to" : "from", "can be given by day only");
            }
        }

        private @Nullable LocalDate afterDay() {
            try {
                return isFirstPage() ? null : LocalDate.parse(String.valueOf(after));
            } catch (DateTimeParseException e) {
                throw PageQuery.notOfALink();
            }
        }

        private long afterId() {
            if (isFirstPage()) {
                return 0;
            }
            var text = String.valueOf(after);
            if (!text.matches("[0-9]{1,16}") || Long.parseLong(text) > SafeInteger.MAX) {
                throw PageQuery.notOfALink();
            }
            return Long.parseLong(text);
        }

        private @Nullable Place afterMarket() {
            if (isFirstPage()) {
                return null;
            }
            var text = String.valueOf(after);
            if (Place.violationIn(text).isPresent()) {
                throw PageQuery.notOfALink();
            }
            return Place.of(text);
        }

        private boolean isFirstPage() {
            return after == null || after.isEmpty();
        }

        SummaryResponse response(Summary row) {
            return switch (by) {
                case "day" -> SummaryResponse.of(row, row.day(), null, null, null);
                case "product" -> SummaryResponse.of(row, null, row.id(), null, null);
                case "user" -> SummaryResponse.of(row, null, null, null, row.id());
                default -> SummaryResponse.of(row, null, null, row.market().isEmpty() ? null : row.market(), null);
            };
        }
    }

    /**
     * Counts of orders as clients see them.
     *
     * @param day on which they were placed, in UTC; this field, the product, the market and the user are left out unless the summary is by
     *     them
     * @param name of today of the product or user, left out while it is not known
     * @param market left out of the row of orders without one
     * @param units of the completed orders; of a product, of its lines
     * @param total of the same, in minor units; no other number in answers may pass 2^53 - 1
     */
    record SummaryResponse(
            @JsonInclude(Include.NON_NULL) @Nullable LocalDate day,
            @JsonInclude(Include.NON_NULL) @Nullable Long product,
            @JsonInclude(Include.NON_NULL) @Nullable String market,
            @JsonInclude(Include.NON_NULL) @Nullable Long user,
            @JsonInclude(Include.NON_NULL) @Nullable String name,
            long orders,
            long processing,
            long completed,
            long failed,
            long cancelled,
            long units,
            BigInteger total) {

        static SummaryResponse of(
                Summary row,
                @Nullable LocalDate day,
                @Nullable Long product,
                @Nullable String market,
                @Nullable Long user) {
            return new SummaryResponse(
                    day,
                    product,
                    market,
                    user,
                    row.name(),
                    row.orders(),
                    row.processing(),
                    row.completed(),
                    row.failed(),
                    row.cancelled(),
                    row.units(),
                    row.total());
        }

        /** What names the row in the link to the next page. The row of no market is the last of all. */
        String after() {
            return Stream.of(day, product, market, user)
                    .filter(Objects::nonNull)
                    .map(String::valueOf)
                    .findFirst()
                    .orElse("");
        }
    }
}
