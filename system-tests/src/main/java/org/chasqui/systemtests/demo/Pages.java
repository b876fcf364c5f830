package org.chasqui.systemtests.demo;

import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/** Reads lists that come in pages. */
final class Pages {

    private static final int PAGE = 200;

    private Pages() {}

    /** All rows with these ids and ids between, read when the stream is. */
    static <T> Stream<T> between(long first, long last, Function<String, List<T>> list, Function<T, Long> id) {
        return Stream.iterate(
                        page(first - 1, list),
                        page -> !page.isEmpty(),
                        page -> id.apply(page.getLast()) >= last ? List.of() : page(id.apply(page.getLast()), list))
                .flatMap(List::stream);
    }

    private static <T> List<T> page(long after, Function<String, List<T>> list) {
        return list.apply("?limit=%d&after=%d".formatted(PAGE, after));
    }
}
