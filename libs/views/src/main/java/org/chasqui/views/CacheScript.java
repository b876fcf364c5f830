package org.chasqui.views;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.lettuce.core.codec.Base16;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;
import org.springframework.core.io.ClassPathResource;

/** The scripts that run in Redis. Each says why it may run late, twice or never. */
enum CacheScript {
    LOOKUP,
    FILL,
    RELEASE,
    MARK,
    RENEW,
    PART,
    DROP;

    private static final String WITH_PARTS = "-- with parts.lua\n";

    private final String text;
    private final String digest;

    CacheScript() {
        var own = read(name().toLowerCase(Locale.ROOT) + ".lua");
        text = own.contains(WITH_PARTS) ? own.replace(WITH_PARTS, read("parts.lua")) : own;
        digest = Base16.digest(text.getBytes(UTF_8));
    }

    private static String read(String file) {
        try {
            return new ClassPathResource(file, CacheScript.class).getContentAsString(UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " from the class path", e);
        }
    }

    String text() {
        return text;
    }

    /** The name under which Redis knows the script once it has run. */
    String digest() {
        return digest;
    }

    static byte[] bytes(String argument) {
        return argument.getBytes(UTF_8);
    }
}
