package org.chasqui.users.queries.view;

import static org.springframework.test.util.ReflectionTestUtils.setField;

/** Rows to test with, as Hibernate would fill them. */
public final class SampleViews {

    private SampleViews() {}

    public static UserView ana(long id, long version) {
        var view = new UserView();
        setField(view, "id", id);
        setField(view, "version", version);
        setField(view, "username", "ana");
        setField(view, "firstName", "Ana");
        return view;
    }
}
