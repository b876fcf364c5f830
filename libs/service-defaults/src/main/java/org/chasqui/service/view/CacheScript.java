package org.chasqui.service.view;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.springframework.core.io.ClassPathResource;

/** What is done in Redis in one step. Each script says of itself why it may run late, twice or never. */
enum CacheScript {
    LOOK,
    FILL,
    RELEASE,
    MARK,
    DROP;

    private final String text;

    CacheScript() {
        var file = name().toLowerCase(Locale.ROOT) + ".lua";
        try {
            text = new ClassPathResource(file, CacheScript.class).getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " from the class path", e);
        }
    }

    String text() {
        return text;
    }

    static byte[] bytes(String argument) {
        return argument.getBytes(UTF_8);
    }
}
