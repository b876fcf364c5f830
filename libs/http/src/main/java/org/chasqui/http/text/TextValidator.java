package org.chasqui.http.text;

import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import java.util.Optional;
import org.chasqui.platform.TextRule;
import org.jspecify.annotations.Nullable;

/** Answers with the one complaint that fits, instead of a list of everything that could be wrong. */
final class TextValidator implements ConstraintValidator<Text, String> {

    private TextRule rule = new TextRule(0, 0);

    @Override
    public void initialize(Text text) {
        rule = new TextRule(text.min(), text.max());
    }

    @Override
    public boolean isValid(@Nullable String value, ConstraintValidatorContext context) {
        var complaint = Optional.ofNullable(value).flatMap(rule::complaintAbout);
        complaint.ifPresent(message -> explain(message, context));
        return complaint.isEmpty();
    }

    private static void explain(String message, ConstraintValidatorContext context) {
        context.disableDefaultConstraintViolation();
        context.buildConstraintViolationWithTemplate(message).addConstraintViolation();
    }
}
