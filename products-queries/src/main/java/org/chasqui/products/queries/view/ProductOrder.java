package org.chasqui.products.queries.view;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.chasqui.platform.SafeInteger;
import org.jspecify.annotations.Nullable;

/** The order of a list of products. The id decides between equals. */
public enum ProductOrder {
    ID("id", ""),
    VALUE("value", "(?<key>[0-9]{1,16}),"),
    /** By code points, without regard to case. */
    NAME("name_key", "(?<key>\\P{Cntrl}*),");

    private final String column;
    private final Pattern after;

    /**
     * A row that a page follows, as it was when it was shown.
     *
     * @param key what the list is ordered by; null for the id
     */
    public record Position(@Nullable Object key, long id) {}

    ProductOrder(String column, String key) {
        this.column = column;
        after = Pattern.compile(key + "(?<id>[0-9]{1,16})");
    }

    /** The position of a row as text. */
    public String after(ProductView row) {
        return switch (this) {
            case ID -> String.valueOf(row.id());
            case VALUE -> row.value() + "," + row.id();
            case NAME -> row.nameKey() + "," + row.id();
        };
    }

    /** The position of which this is the text; empty if it is that of none in this order. */
    public Optional<Position> position(String text) {
        var parts = after.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        var id = Long.parseLong(parts.group("id"));
        return id > SafeInteger.MAX ? Optional.empty() : Optional.of(new Position(key(parts), id));
    }

    private @Nullable Object key(Matcher parts) {
        return switch (this) {
            case ID -> null;
            case VALUE -> Long.valueOf(parts.group("key"));
            case NAME -> parts.group("key");
        };
    }

    /** SQL of the rows that follow a position: {@code :afterKey}, unless it is null, and {@code :afterId}. */
    String following() {
        return this == ID ? "id > :afterId" : "(%s, id) > (:afterKey, :afterId)".formatted(column);
    }

    /** SQL of the order. */
    String by() {
        return this == ID ? "id" : column + ", id";
    }
}
