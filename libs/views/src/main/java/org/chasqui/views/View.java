package org.chasqui.views;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.CRC32;
import org.chasqui.http.versions.EntityTag;

/**
 * One view as it goes over the wire and into the cache.
 *
 * <p>In the cache it is a checksum, a line and its JSON. The line has the entity tag, the owner if there is one, and the parts that the
 * view shows, each in its revision: {@code "3.27" of:3 user:3@17 product:7@12}. Why a checksum: no other value at the key may be answered as
 * if it were the view.
 */
final class View {

    /** Part of the checksum, and raised with each change of the format or of what views show, so that no release answers those of another. */
    private static final byte FORMAT = 4;

    private static final int CHECKSUM_LENGTH = 8;
    private static final Pattern LINE =
            Pattern.compile("\"(([0-9]{1,18})\\.[0-9]{1,19})\"(?: of:([0-9]{1,18}))?((?: \\S+@[0-9]+)*)");

    private final EntityTag tag;
    private final long version;
    private final OptionalLong owner;
    private final String parts;
    private final byte[] json;

    private View(EntityTag tag, long version, OptionalLong owner, String parts, byte[] json) {
        this.tag = tag;
        this.version = version;
        this.owner = owner;
        this.parts = parts;
        this.json = json;
    }

    /**
     * Why the tag is made of the content: after a database was restored from a backup, a version may come again with other content, and a
     * reader with the old content would be told that nothing has changed.
     */
    static View of(ViewContent content, byte[] json) {
        var tag = EntityTag.of(content.version(), digest(json));
        return new View(tag, content.version(), content.owner(), parts(content), json);
    }

    private static String parts(ViewContent content) {
        return content.parts().stream()
                .map(part -> " %s:%d@%d".formatted(part.kind(), part.id(), part.revision()))
                .collect(Collectors.joining());
    }

    private static long digest(byte[] json) {
        try {
            return ByteBuffer.wrap(MessageDigest.getInstance("SHA-256").digest(json))
                            .getLong()
                    & Long.MAX_VALUE;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Optional<View> read(String line, byte[] json) {
        var found = LINE.matcher(line);
        if (!found.matches()) {
            return Optional.empty();
        }
        var owner = found.group(3) == null ? OptionalLong.empty() : OptionalLong.of(Long.parseLong(found.group(3)));
        return Optional.of(new View(
                new EntityTag(false, found.group(1)), Long.parseLong(found.group(2)), owner, found.group(4), json));
    }

    EntityTag tag() {
        return tag;
    }

    long version() {
        return version;
    }

    OptionalLong owner() {
        return owner;
    }

    byte[] json() {
        return json;
    }

    /** @param key the key that it will have; under another key it is not valid */
    byte[] cached(String key) {
        var of = owner.isPresent() ? " of:" + owner.getAsLong() : "";
        var line = (tag + of + parts + "\n").getBytes(ISO_8859_1);
        var text = ByteBuffer.allocate(line.length + json.length)
                .put(line)
                .put(json)
                .array();
        return ByteBuffer.allocate(CHECKSUM_LENGTH + text.length)
                .put(checksum(key, text, 0))
                .put(text)
                .array();
    }

    /** @return empty unless {@link #cached} has made the value for that key */
    static Optional<View> fromCache(String key, byte[] value) {
        if (value.length < CHECKSUM_LENGTH || !startsWith(value, checksum(key, value, CHECKSUM_LENGTH))) {
            return Optional.empty();
        }
        var end = CHECKSUM_LENGTH;
        while (end < value.length && value[end] != '\n') {
            end++;
        }
        var line = new String(value, CHECKSUM_LENGTH, end - CHECKSUM_LENGTH, ISO_8859_1);
        return read(line, Arrays.copyOfRange(value, Math.min(end + 1, value.length), value.length));
    }

    private static boolean startsWith(byte[] value, byte[] beginning) {
        return Arrays.equals(value, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static byte[] checksum(String key, byte[] text, int from) {
        var crc = new CRC32();
        crc.update(FORMAT);
        crc.update(key.getBytes(UTF_8));
        crc.update(text, from, text.length - from);
        return HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(ISO_8859_1);
    }
}
