package org.chasqui.http.versions;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.chasqui.http.InvalidParameter;
import org.chasqui.platform.SafeInteger;

/**
 * The oldest version that a client accepts, for example the one that its own command has just made.
 *
 * @param value 1 to {@link SafeInteger#MAX}, or 0 if any will do
 */
public record MinVersion(long value) {

    public static final MinVersion ANY = new MinVersion(0);

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,16}");

    /**
     * @param header name of the header; if it is absent, any version will do
     * @throws InvalidParameter if it is not one whole number within range
     */
    public static MinVersion of(HttpServletRequest request, String header) {
        return each(request, header, 1).getFirst();
    }

    /**
     * One for each of several things, in their order, separated by commas.
     *
     * @param header name of the header; if it is absent, any versions will do
     * @param count how many versions it must have
     * @throws InvalidParameter if it has not as many, or one is not a whole number within range
     */
    public static List<MinVersion> each(HttpServletRequest request, String header, int count) {
        var lines = Collections.list(request.getHeaders(header));
        if (lines.isEmpty()) {
            return Collections.nCopies(count, ANY);
        }
        if (lines.size() > 1) {
            throw new InvalidParameter(header, "must be sent once");
        }
        var texts = count == 1
                ? List.of(lines.getFirst())
                : List.of(lines.getFirst().strip().split("\\s*,\\s*", -1));
        if (texts.size() != count) {
            throw new InvalidParameter(header, "must have %d versions, separated by commas".formatted(count));
        }
        return texts.stream().map(text -> parse(header, text)).toList();
    }

    private static MinVersion parse(String header, String text) {
        var value = DIGITS.matcher(text).matches() ? Long.parseLong(text) : 0;
        if (value < 1 || value > SafeInteger.MAX) {
            throw new InvalidParameter(header, "must be a whole number from 1 to " + SafeInteger.MAX);
        }
        return new MinVersion(value);
    }

    public boolean isAny() {
        return value == 0;
    }

    public boolean isMetBy(long version) {
        return version >= value;
    }
}
