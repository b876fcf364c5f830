package org.chasqui.http;

import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;
import java.util.function.Function;
import org.jspecify.annotations.NonNull;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.annotation.JsonDeserialize;

/**
 * One field of a partial update: absent, so that the field stays as it is; or a new value, which may be null where the field can be
 * cleared.
 *
 * <p>As a component of a request record it is {@link #none()} where JSON leaves the field out. Constraints go on the
 * type argument and apply only to a value that was sent: {@code Change<@NotNull @Text(max = 50) String>}.
 *
 * @param present whether the field was sent
 * @param value the new value; null if absent, or if it was sent as null
 */
@JsonDeserialize(using = Change.Deserializer.class)
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

    /** The new value, or {@code current} if this changes nothing. */
    @SuppressWarnings("NullAway") // a value that is present is a T, and null only where T allows it
    public T orElse(T current) {
        return present ? value : current;
    }

    /** The same change in other terms, for example of a domain value; a change to null stays one. */
    @SuppressWarnings("NullAway") // null passes by the function
    public <R extends @Nullable Object> Change<R> map(Function<? super @NonNull T, ? extends R> terms) {
        return value == null ? new Change<>(present, null) : to(terms.apply(value));
    }

    /** Tells a field that is absent from one that is null, which a plain record component cannot. */
    static final class Deserializer extends ValueDeserializer<Change<?>> {

        private final @Nullable ValueDeserializer<?> content;

        @SuppressWarnings("unused") // Jackson's way in; it then asks for the contextual one
        Deserializer() {
            this(null);
        }

        private Deserializer(@Nullable ValueDeserializer<?> content) {
            this.content = content;
        }

        @Override
        public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
            JavaType change = context.getContextualType();
            return new Deserializer(
                    context.findContextualValueDeserializer(change.containedTypeOrUnknown(0), property));
        }

        @Override
        public Change<?> deserialize(JsonParser parser, DeserializationContext context) {
            if (content == null) {
                throw new IllegalStateException("Jackson did not say which type changes");
            }
            return Change.to(content.deserialize(parser, context));
        }

        @Override
        public Change<?> getNullValue(DeserializationContext context) {
            return Change.<@Nullable Object>to(null);
        }

        @Override
        public Change<?> getAbsentValue(DeserializationContext context) {
            return Change.none();
        }
    }

    /**
     * Lets constraints on the type argument of a {@link Change} look at its value. Bean Validation finds it through its service file.
     */
    public static final class Extractor implements ValueExtractor<Change<@ExtractedValue ?>> {

        @Override
        public void extractValues(Change<?> change, ValueReceiver receiver) {
            if (change.present()) {
                receiver.value(null, change.value());
            }
        }
    }
}
