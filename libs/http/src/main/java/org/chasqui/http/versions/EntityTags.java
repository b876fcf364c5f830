package org.chasqui.http.versions;

import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.chasqui.http.InvalidParameter;
import org.springframework.http.HttpHeaders;

/**
 * The states that a precondition names: all, or some.
 *
 * @param any whether it is {@code *}
 * @param tags otherwise one tag or more
 * @see <a href="https://www.rfc-editor.org/rfc/rfc9110#section-13.1">RFC 9110, Preconditions</a>
 */
public record EntityTags(boolean any, List<EntityTag> tags) {

    /** One tag, or nothing as in {@code "1",,"2"}, up to the comma or the end; a tag may itself hold commas. */
    private static final Pattern ELEMENT =
            Pattern.compile("[ \\t]*+(?:(W/)?\"([\\x21\\x23-\\x7E\\x80-\\xFF]*+)\")?+[ \\t]*+(,|$)");

    public static Optional<EntityTags> ifMatch(HttpServletRequest request) {
        return sent(request, HttpHeaders.IF_MATCH);
    }

    public static Optional<EntityTags> ifNoneMatch(HttpServletRequest request) {
        return sent(request, HttpHeaders.IF_NONE_MATCH);
    }

    /**
     * Whether the reader has this state already, so that 304 (Not Modified) is the answer.
     *
     * @throws InvalidParameter if {@code If-None-Match} is malformed
     */
    public static boolean isKnownTo(HttpServletRequest request, EntityTag current) {
        return ifNoneMatch(request)
                .filter(known -> known.includeWeakly(current))
                .isPresent();
    }

    private static Optional<EntityTags> sent(HttpServletRequest request, String header) {
        var lines = Collections.list(request.getHeaders(header));
        return lines.isEmpty() ? Optional.empty() : Optional.of(parse(header, String.join(",", lines)));
    }

    /** @throws InvalidParameter if the value is neither {@code *} nor a list of entity tags */
    static EntityTags parse(String header, String value) {
        if (value.strip().equals("*")) {
            return new EntityTags(true, List.of());
        }
        var tags = new ArrayList<EntityTag>();
        var element = ELEMENT.matcher(value);
        for (var end = 0; end < value.length(); end = element.end()) {
            if (!element.region(end, value.length()).lookingAt()) {
                throw malformed(header);
            }
            if (element.group(2) != null) {
                tags.add(new EntityTag(element.group(1) != null, element.group(2)));
            }
        }
        if (tags.isEmpty()) {
            throw malformed(header);
        }
        return new EntityTags(false, List.copyOf(tags));
    }

    public boolean includeWeakly(EntityTag tag) {
        return any || tags.stream().anyMatch(tag::isWeakly);
    }

    private static InvalidParameter malformed(String header) {
        return new InvalidParameter(header, "must be * or a list of entity tags, each in double quotes");
    }
}
