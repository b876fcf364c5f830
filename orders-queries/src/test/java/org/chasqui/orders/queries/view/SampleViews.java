package org.chasqui.orders.queries.view;

import static org.springframework.test.util.ReflectionTestUtils.setField;

import java.time.Instant;
import java.util.List;
import org.chasqui.orders.queries.view.OrderView.Line;

/** Rows to test with, as Hibernate would fill them. */
public final class SampleViews {

    private SampleViews() {}

    public static OrderView failed(long id) {
        var view = ofUnknownNames(id);
        setField(view, "username", "ana");
        setField(view, "productName", "Pinhole camera");
        setField(view, "state", "failed");
        setField(view, "reason", "insufficient-stock");
        setField(view, "updatedAt", Instant.parse("2026-01-31T12:00:02.123456Z"));
        setField(view, "version", 2);
        return view;
    }

    public static OrderView failedIn(String market, long id) {
        var view = failed(id);
        setField(view, "market", market);
        return view;
    }

    public static OrderView ofTwoLines(long id) {
        var view = ofUnknownNames(id);
        for (var field : List.of("productId", "value", "quantity")) {
            setField(view, field, null);
        }
        setField(view, "lines", List.of(new Line(7, "Pinhole camera", 4, 12_500, 2), new Line(9, null, 0, 4_900, 1)));
        setField(view, "total", 29_900);
        return view;
    }

    public static OrderView ofUnknownNames(long id) {
        var view = new OrderView();
        setField(view, "id", id);
        setField(view, "version", 1);
        setField(view, "userId", 3L);
        setField(view, "productId", 7L);
        setField(view, "value", 12_500L);
        setField(view, "quantity", 2);
        setField(view, "total", 25_000);
        setField(view, "state", "processing");
        setField(view, "placedAt", Instant.parse("2026-01-31T12:00:00Z"));
        setField(view, "updatedAt", Instant.parse("2026-01-31T12:00:00Z"));
        return view;
    }
}
