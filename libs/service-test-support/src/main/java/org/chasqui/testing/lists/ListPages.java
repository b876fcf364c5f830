package org.chasqui.testing.lists;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import tools.jackson.databind.json.JsonMapper;

/** The pages of a list, each of which must be answered with 200. */
public final class ListPages {

    private static final JsonMapper JSON = JsonMapper.shared();

    private ListPages() {}

    /**
     * One field of the rows of one page.
     *
     * @param path with the query, percent-encoded
     * @return the values as text, empty for a row without the field
     */
    public static List<String> page(MockMvcTester mvc, String path, String field) {
        return values(get(mvc, path), field);
    }

    /** As {@link #page}, and so of all pages that the links lead to. */
    public static List<String> walk(MockMvcTester mvc, String first, String field) {
        var met = new ArrayList<String>();
        for (@Nullable String at = first; at != null; ) {
            var page = get(mvc, at);
            met.addAll(values(page, field));
            var link = page.getResponse().getHeader("Link");
            at = link == null ? null : link.substring(1, link.indexOf('>'));
        }
        return met;
    }

    private static MvcTestResult get(MockMvcTester mvc, String path) {
        return mvc.get().uri(URI.create(path)).exchange();
    }

    private static List<String> values(MvcTestResult page, String field) {
        assertThat(page).hasStatusOk();
        var rows = JSON.readTree(page.getResponse().getContentAsByteArray());
        assertThat(rows.isArray()).as("a list: %s", rows).isTrue();
        return rows.valueStream().map(row -> row.path(field).asString("")).toList();
    }
}
