package org.chasqui.http.web;

import java.beans.PropertyEditorSupport;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Takes decimal digits only for a number in a path or query, and times of RFC 3339 only. Spring would also take {@code 0x10}, {@code #10} and
 * {@code 1 6}, and each resource would have many addresses. It would take times in other forms, too, and of years that PostgreSQL does not know.
 *
 * <p>Why editors and not converters: after a converter refuses, Spring tries its own lenient editors.
 */
@ControllerAdvice
final class PlainParameters {

    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");
    private static final Pattern TIME = Pattern.compile(
            "[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\\.[0-9]{1,9})?(Z|[+-][0-9]{2}:[0-9]{2})");

    @InitBinder
    void register(WebDataBinder binder) {
        List.of(long.class, Long.class)
                .forEach(type -> binder.registerCustomEditor(type, new Editor(NUMBER, Long::valueOf)));
        List.of(int.class, Integer.class)
                .forEach(type -> binder.registerCustomEditor(type, new Editor(NUMBER, Integer::valueOf)));
        binder.registerCustomEditor(Instant.class, new Editor(TIME, PlainParameters::instant));
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static final class Editor extends PropertyEditorSupport {

        private final Pattern plain;
        private final Function<String, Object> parse;

        Editor(Pattern plain, Function<String, Object> parse) {
            this.plain = plain;
            this.parse = parse;
        }

        @Override
        public void setAsText(String text) {
            if (!plain.matcher(text).matches()) {
                throw new IllegalArgumentException("Not in the plain form");
            }
            setValue(parse.apply(text));
        }
    }
}
