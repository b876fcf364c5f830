package org.chasqui.http;

import static java.lang.annotation.ElementType.FIELD;
import static java.lang.annotation.ElementType.METHOD;
import static java.lang.annotation.ElementType.PARAMETER;
import static java.lang.annotation.ElementType.TYPE_USE;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;

/**
 * Names of {@link Place}s, none of them twice, in whatever spelling, and together no longer than an event can be. It passes null, which {@code
 * @NotNull} refuses.
 */
@Documented
@Constraint(validatedBy = PlaceNames.Validator.class)
@Target({FIELD, METHOD, PARAMETER, TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface PlaceNames {

    /** Most names. */
    int max();

    /** Replaced by what is wrong with each name at hand. */
    String message() default "are not the names of places";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Says of each name what is wrong with it. */
    final class Validator implements ConstraintValidator<PlaceNames, List<@Nullable String>> {

        /** Why less than the 64 KiB of an event: it has the rest of its aggregate, too. */
        private static final int MOST_BYTES = 60_000;

        private int max;

        @Override
        public void initialize(PlaceNames names) {
            max = names.max();
        }

        @Override
        public boolean isValid(@Nullable List<@Nullable String> names, ConstraintValidatorContext context) {
            if (names == null) {
                return true;
            }
            if (names.size() > max) {
                return Text.Validator.explain(Optional.of("must have at most %d elements".formatted(max)), context);
            }
            if (bytes(names) > MOST_BYTES) {
                return Text.Validator.explain(Optional.of("must have at most %d bytes".formatted(MOST_BYTES)), context);
            }
            context.disableDefaultConstraintViolation();
            var keys = new HashSet<String>();
            var valid = true;
            for (var at = 0; at < names.size(); at++) {
                valid &= explain(violationIn(names.get(at), keys), at, context);
            }
            return valid;
        }

        /** As JSON, in which a quotation mark is two. */
        private static int bytes(List<@Nullable String> names) {
            return names.stream()
                    .flatMap(Stream::ofNullable)
                    .mapToInt(name -> name.replace("\"", "\\\"").getBytes(StandardCharsets.UTF_8).length)
                    .sum();
        }

        private static Optional<String> violationIn(@Nullable String name, Set<String> keys) {
            if (name == null) {
                return Optional.of("must not be null");
            }
            return Place.violationIn(name)
                    .or(() -> keys.add(Place.of(name).key()) ? Optional.empty() : Optional.of("is there twice"));
        }

        private static boolean explain(Optional<String> complaint, int at, ConstraintValidatorContext context) {
            complaint.ifPresent(message -> context.buildConstraintViolationWithTemplate(message)
                    .addBeanNode()
                    .inIterable()
                    .atIndex(at)
                    .addConstraintViolation());
            return complaint.isEmpty();
        }
    }
}
