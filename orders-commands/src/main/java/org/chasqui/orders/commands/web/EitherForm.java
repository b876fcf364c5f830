package org.chasqui.orders.commands.web;

import jakarta.validation.Constraint;
import jakarta.validation.ConstraintValidator;
import jakarta.validation.ConstraintValidatorContext;
import jakarta.validation.Payload;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.HashSet;
import java.util.List;
import org.chasqui.orders.commands.web.OrdersController.LineRequest;
import org.chasqui.orders.commands.web.OrdersController.PlaceOrderRequest;
import org.jspecify.annotations.Nullable;

/** An order has lines, each of another product, or else a product and a quantity. */
@Documented
@Constraint(validatedBy = EitherForm.Validator.class)
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@interface EitherForm {

    /** Replaced by what is wrong with each field. */
    String message() default "is not an order";

    Class<?>[] groups() default {};

    Class<? extends Payload>[] payload() default {};

    final class Validator implements ConstraintValidator<EitherForm, PlaceOrderRequest> {

        @Override
        public boolean isValid(PlaceOrderRequest order, ConstraintValidatorContext context) {
            context.disableDefaultConstraintViolation();
            var lines = order.lines();
            var product = isInPlace("product", order.product(), lines, context);
            var quantity = isInPlace("quantity", order.quantity(), lines, context);
            return product && quantity && (lines == null || areOfDifferentProducts(lines, context));
        }

        private static boolean isInPlace(
                String field, @Nullable Object value, @Nullable Object lines, ConstraintValidatorContext context) {
            if ((value == null) == (lines == null)) {
                var complaint = value == null ? "must not be null" : "must not be given together with lines";
                context.buildConstraintViolationWithTemplate(complaint)
                        .addPropertyNode(field)
                        .addConstraintViolation();
                return false;
            }
            return true;
        }

        private static boolean areOfDifferentProducts(List<LineRequest> lines, ConstraintValidatorContext context) {
            var products = new HashSet<Long>();
            var valid = true;
            for (var at = 0; at < lines.size(); at++) {
                var line = lines.get(at);
                if (line != null && line.product() != null && !products.add(line.product())) {
                    context.buildConstraintViolationWithTemplate("is in a line before")
                            .addPropertyNode("lines")
                            .addPropertyNode("product")
                            .inIterable()
                            .atIndex(at)
                            .addConstraintViolation();
                    valid = false;
                }
            }
            return valid;
        }
    }
}
