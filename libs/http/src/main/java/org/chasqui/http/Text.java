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
import org.chasqui.platform.TextRule;
import org.jspecify.annotations.Nullable;

/** Text that a {@link TextRule} accepts. It passes null, which {@code @NotNull} refuses. */
@Documented
@Constraint(validatedBy = Text.Validator.class)
@Target({FIELD, METHOD, PARAMETER, TYPE_USE})
@Retention(RetentionPolicy.RUNTIME)
public @interface Text {

    /** Least code points after trimming. */
    int min() default 1;

    /** Most code points after trimming. */
    int max();

    /** Replaced by what is wrong with the text at hand. */
    String message() default "is not acceptable text";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    /** Gives the one complaint that fits, instead of a list of all that could be wrong. */
    final class Validator implements ConstraintValidator<Text, String> {

        private TextRule rule = new TextRule(0, 0);

        @Override
        public void initialize(Text text) {
            rule = new TextRule(text.min(), text.max());
        }

        @Override
        public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
            return explain(Optional.ofNullable(value).flatMap(rule::violationIn), context);
        }

        /** Returns whether there is nothing to complain of. */
        static boolean explain(Optional<String> complaint, ConstraintValidatorContext context) {
            complaint.ifPresent(message -> {
                context.disableDefaultConstraintViolation();
                context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
            });
            return complaint.isEmpty();
        }
    }
}
