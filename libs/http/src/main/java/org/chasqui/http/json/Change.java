package org.chasqui.http.json;

import java.util.function.Function;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * What a partial update says about one field: nothing, so that it stays; or a new value, which may be null where the
 * field can be cleared.
 *
 * <p>As a component of a request record it is {@link #none()} where JSON leaves the field out. Constraints go on the
 * type argument and apply only to a value that was sent: {@code Change<@NotNull @Text(max = 50) String>}.
 *
 * @param present whether the field was sent
 * @param value what it shall be; null if absent, or if it was sent as null
 */
@JsonDeserialize(using = ChangeDeserializer.class)
public record Change<T extends @Nullable Object>(
        boolean present, @Nullable T value) {

    private static final Change<?> NONE = new Change<>(false, null);

    @SuppressWarnings("unchecked") // it holds no value that could be of the wrong type
    public static <T extends @Nullable Object> Change<T> none() {
        return (Change<T>) NONE;
    }

    public static <T extends @Nullable Object> Change<T> to(T value) {
        return new Change<>(true, value);
    }

    /** The new value, or the one given if this changes nothing. */
    @SuppressWarnings("NullAway") // a value that is present is a T, and null only where T allows it
    public T orElse(T current) {
        return present ? value : current;
    }

    /** The same change in other terms, for example of a domain value; a change to null stays one. */
    @SuppressWarnings("NullAway") // null passes by the function
    public <R extends @Nullable Object> Change<R> map(Function<? super @NonNull T, ? extends R> terms) {
        return value == null ? new Change<>(present, null) : to(terms.apply(value));
    }
}
