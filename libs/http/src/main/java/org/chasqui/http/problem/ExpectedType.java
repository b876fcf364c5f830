package org.chasqui.http.problem;

import java.util.Collection;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Names a Java type as a caller would, who sees JSON and query strings only. */
final class ExpectedType {

    private static final Set<Class<?>> WHOLE =
            Set.of(long.class, Long.class, int.class, Integer.class, short.class, Short.class);

    private ExpectedType() {}

    /** What a value of that type must be, as the end of a sentence that begins with the field's name. */
    static String of(@Nullable Class<?> type) {
        if (type == null) {
            return "has the wrong type";
        }
        if (type.isEnum()) {
            return Stream.of(type.getEnumConstants())
                    .map(Object::toString)
                    .collect(Collectors.joining(", ", "must be one of ", ""));
        }
        if (WHOLE.contains(type)) {
            return "must be a whole number within range";
        }
        if (CharSequence.class.isAssignableFrom(type)) {
            return "must be a string";
        }
        if (type == boolean.class || type == Boolean.class) {
            return "must be true or false";
        }
        if (Number.class.isAssignableFrom(type) || type.isPrimitive()) {
            return "must be a number";
        }
        return type.isArray() || Collection.class.isAssignableFrom(type) ? "must be an array" : "must be an object";
    }
}
