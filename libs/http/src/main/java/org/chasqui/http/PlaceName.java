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
import java.util.Optional;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;

/** The name of a {@link Place}, or a part of it. It passes null, which {@code @NotNull} refuses. */
@Documented
@Constraint(validatedBy = PlaceName.Validator.class)
@Target({FIELD, METHOD, PARAMETER, TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface PlaceName {

    Part value() default Part.WHOLE;

    /** Replaced by what is wrong with the name at hand. */
    String message() default "is not the name of a place";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** What of a place is named. */
    enum Part {
        WHOLE,
        COUNTRY,
        CITY;

        Optional<String> violationIn(String name) {
            return switch (this) {
                case WHOLE -> Place.violationIn(name);
                case COUNTRY -> Place.violationInCountry(name);
                case CITY -> Place.violationInCity(name);
            };
        }
    }

    final class Validator implements ConstraintValidator<PlaceName, String> {

        private Part part = Part.WHOLE;

        @Override
        public void initialize(PlaceName name) {
            part = name.value();
        }

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return Text.Validator.explain(Optional.ofNullable(value).flatMap(part::violationIn), context);
        }
    }
}
