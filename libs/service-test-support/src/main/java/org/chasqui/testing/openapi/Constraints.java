package org.chasqui.testing.openapi;

import jakarta.validation.Validation;
import jakarta.validation.Validator;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.validation.metadata.ConstraintDescriptor;
import jakarta.validation.metadata.ElementDescriptor;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.chasqui.http.PlaceName;
import org.chasqui.http.PlaceNames;
import org.chasqui.http.Text;
import org.chasqui.platform.Place;
import org.hibernate.validator.constraints.CompositionType;
import org.hibernate.validator.constraints.ConstraintComposition;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ObjectNode;

/** The constraints of Bean Validation as keywords of JSON Schema. */
final class Constraints {

    private static final Validator VALIDATOR =
            Validation.buildDefaultValidatorFactory().getValidator();

    /** No control character anywhere, and something to see if there must be something. */
    private static final String ANY_TEXT = "^[^\\u0000-\\u001F\\u007F-\\u009F]*$";

    private static final String SOME_TEXT = "^(?=.*\\S)[^\\u0000-\\u001F\\u007F-\\u009F]*$";

    /** A name that can be a segment of a path. */
    private static final String SEGMENT = "(?=.*\\S)[^/\\\\;\\u0000-\\u001F\\u007F-\\u009F]+$";

    private Constraints() {}

    /** Those of a record's component, and of what is inside of it if it is a container; the elements of a list have a schema of their own. */
    static List<ConstraintDescriptor<?>> of(Class<?> type, String component) {
        var property = VALIDATOR.getConstraintsForClass(type).getConstraintsForProperty(component);
        if (property == null) {
            return List.of();
        }
        var inside = property.getConstrainedContainerElementTypes().stream()
                .filter(element -> property.getElementClass() != List.class)
                .map(ElementDescriptor.class::cast);
        return Stream.concat(Stream.of(property), inside)
                .flatMap(element -> sorted(element.getConstraintDescriptors()))
                .toList();
    }

    static boolean demandAValue(List<ConstraintDescriptor<?>> constraints) {
        return constraints.stream().anyMatch(constraint -> constraint.getAnnotation() instanceof NotNull);
    }

    static void write(List<ConstraintDescriptor<?>> constraints, ObjectNode schema) {
        constraints.forEach(constraint -> write(constraint, schema));
    }

    private static void write(ConstraintDescriptor<?> constraint, ObjectNode schema) {
        switch (constraint.getAnnotation()) {
            case NotNull required -> {}
            case Min min -> schema.put("minimum", min.value());
            case Max max -> schema.put("maximum", max.value());
            case Size size -> schema.put("minItems", size.min()).put("maxItems", size.max());
            case Text text -> {
                schema.put("minLength", text.min()).put("maxLength", text.max());
                schema.put("pattern", text.min() == 0 ? ANY_TEXT : SOME_TEXT);
            }
            case PlaceName name -> write(name, schema);
            case PlaceNames names -> write(names, schema);
            case Pattern pattern -> writeChoice(pattern.regexp(), schema);
            default -> writeComposed(constraint, schema);
        }
    }

    static void write(PlaceName name, ObjectNode schema) {
        write(name.value(), schema);
    }

    private static void write(PlaceName.Part part, ObjectNode schema) {
        switch (part) {
            case WHOLE ->
                schema.put("minLength", 4).put("maxLength", Place.MAX_LENGTH).put("pattern", "^[A-Z]{2}/" + SEGMENT);
            case COUNTRY -> schema.put("minLength", 2).put("maxLength", 2).put("pattern", "^[A-Z]{2}$");
            case CITY ->
                schema.put("minLength", 1).put("maxLength", Place.MAX_CITY).put("pattern", "^" + SEGMENT);
        }
        schema.putArray("examples").add(example(part));
    }

    private static void write(PlaceNames names, ObjectNode schema) {
        schema.put("maxItems", names.max()).put("uniqueItems", true);
        var item = schema.putObject("items").put("type", "string");
        write(PlaceName.Part.WHOLE, item);
    }

    static String example(PlaceName.Part part) {
        return switch (part) {
            case WHOLE -> "NI/León";
            case COUNTRY -> "NI";
            case CITY -> "León";
        };
    }

    private static void writeChoice(String words, ObjectNode schema) {
        if (!words.matches("\\w+(\\|\\w+)+")) {
            throw new IllegalStateException("Not a choice of words: " + words);
        }
        Stream.of(words.split("\\|")).forEach(schema.putArray("enum")::add);
    }

    private static void writeComposed(ConstraintDescriptor<?> constraint, ObjectNode schema) {
        var composition = constraint.getAnnotation().annotationType().getAnnotation(ConstraintComposition.class);
        if (constraint.getComposingConstraints().isEmpty() || !isEither(composition)) {
            throw new IllegalStateException("No keyword of JSON Schema is known for " + constraint.getAnnotation());
        }
        var alternatives = schema.putArray("anyOf");
        sorted(constraint.getComposingConstraints()).forEach(part -> write(part, alternatives.addObject()));
    }

    private static boolean isEither(@Nullable ConstraintComposition composition) {
        return composition != null && composition.value() == CompositionType.OR;
    }

    /** In an order that is the same each time. */
    private static Stream<ConstraintDescriptor<?>> sorted(Set<ConstraintDescriptor<?>> constraints) {
        return constraints.stream()
                .sorted(Comparator.comparing(
                        constraint ->
                                Objects.toString(constraint.getAnnotation().annotationType()),
                        Comparator.reverseOrder()));
    }
}
