package org.chasqui.http.json;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.BeanProperty;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.JavaType;
import tools.jackson.databind.ValueDeserializer;

/** Tells a field that is absent from one that is null, which a plain record component cannot. */
final class ChangeDeserializer extends ValueDeserializer<Change<?>> {

    private final @Nullable ValueDeserializer<?> content;

    @SuppressWarnings("unused") // Jackson's way in; it then asks for the contextual one
    ChangeDeserializer() {
        this(null);
    }

    private ChangeDeserializer(@Nullable ValueDeserializer<?> content) {
        this.content = content;
    }

    @Override
    public ValueDeserializer<?> createContextual(DeserializationContext context, @Nullable BeanProperty property) {
        JavaType change = context.getContextualType();
        return new ChangeDeserializer(
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
