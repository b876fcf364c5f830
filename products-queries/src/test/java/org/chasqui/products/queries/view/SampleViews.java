package org.chasqui.products.queries.view;

import static org.springframework.test.util.ReflectionTestUtils.setField;

/** Rows to test with, as Hibernate would fill them. */
public final class SampleViews {

    private SampleViews() {}

    public static ProductView camera(long id, long version, long stock) {
        var view = new ProductView();
        setField(view, "id", id);
        setField(view, "version", version);
        setField(view, "name", "Pinhole camera");
        setField(view, "value", 12_500);
        setField(view, "stock", stock);
        return view;
    }
}
