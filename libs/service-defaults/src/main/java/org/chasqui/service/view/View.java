package org.chasqui.service.view;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import org.chasqui.service.versions.EntityTag;

/**
 * One view as it goes over the wire and into the cache.
 *
 * <p>In the cache it is a checksum, its entity tag, a line feed and its JSON. Why a checksum: whatever else may stand at the key, it is
 * not answered as if it were the view.
 */
final class View {

    private static final int CHECKSUM_LENGTH = 8;
    private static final Pattern TAG = Pattern.compile("\"(([0-9]{1,18})(?:\\.[0-9]{1,19})?)\"");

    private final EntityTag tag;
    private final long version;
    private final byte[] json;

    private View(EntityTag tag, long version, byte[] json) {
        this.tag = tag;
        this.version = version;
        this.json = json;
    }

    static View of(EntityTag tag, byte[] json) {
        return read(tag.toString(), json)
                .orElseThrow(() -> new IllegalArgumentException("A view's tag begins with its version, not " + tag));
    }

    private static Optional<View> read(String tag, byte[] json) {
        var parts = TAG.matcher(tag);
        return parts.matches()
                ? Optional.of(new View(new EntityTag(false, parts.group(1)), Long.parseLong(parts.group(2)), json))
                : Optional.empty();
    }

    EntityTag tag() {
        return tag;
    }

    long version() {
        return version;
    }

    byte[] json() {
        return json;
    }

    /** @param key where it will stand, so that it counts nowhere else */
    byte[] cached(String key) {
        var line = (tag + "\n").getBytes(ISO_8859_1);
        var text = ByteBuffer.allocate(line.length + json.length)
                .put(line)
                .put(json)
                .array();
        return ByteBuffer.allocate(CHECKSUM_LENGTH + text.length)
                .put(checksum(key, text, 0))
                .put(text)
                .array();
    }

    /** @return empty if it is anything but what {@link #cached} has made for that key */
    static Optional<View> fromCache(String key, byte[] value) {
        if (value.length < CHECKSUM_LENGTH || !startsWith(value, checksum(key, value, CHECKSUM_LENGTH))) {
            return Optional.empty();
        }
        var end = CHECKSUM_LENGTH;
        while (end < value.length && value[end] != '\n') {
            end++;
        }
        var tag = new String(value, CHECKSUM_LENGTH, end - CHECKSUM_LENGTH, ISO_8859_1);
        return read(tag, Arrays.copyOfRange(value, Math.min(end + 1, value.length), value.length));
    }

    private static boolean startsWith(byte[] value, byte[] beginning) {
        return Arrays.equals(value, 0, beginning.length, beginning, 0, beginning.length);
    }

    private static byte[] checksum(String key, byte[] text, int from) {
        var crc = new CRC32();
        crc.update(key.getBytes(UTF_8));
        crc.update(text, from, text.length - from);
        return HexFormat.of().toHexDigits((int) crc.getValue()).getBytes(ISO_8859_1);
    }
}
