package org.chasqui.http.web;

import java.beans.PropertyEditorSupport;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.springframework.web.bind.WebDataBinder;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.InitBinder;

/**
 * Takes decimal digits only for a number in a path or query. Spring would also take {@code 0x10}, {@code #10} and
 * {@code 1 6}, and each resource would have many addresses.
 *
 * <p>Why editors and not converters: after a converter refuses, Spring tries its own lenient editors.
 */
@ControllerAdvice
final class PlainNumbers {

    private static final Pattern PLAIN = Pattern.compile("-?[0-9]+");

    @InitBinder
    void register(WebDataBinder binder) {
        List.of(long.class, Long.class).forEach(type -> binder.registerCustomEditor(type, new Editor(Long::valueOf)));
        List.of(int.class, Integer.class)
                .forEach(type -> binder.registerCustomEditor(type, new Editor(Integer::valueOf)));
    }

    private static final class Editor extends PropertyEditorSupport {

        private final Function<String, Number> parse;

        Editor(Function<String, Number> parse) {
            this.parse = parse;
        }

        @Override
        public void setAsText(String text) {
            if (!PLAIN.matcher(text).matches()) {
                throw new NumberFormatException("Not a plain whole number");
            }
            setValue(parse.apply(text));
        }
    }
}
