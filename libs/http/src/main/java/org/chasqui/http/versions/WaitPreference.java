package org.chasqui.http.versions;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.chasqui.http.versions.VersionWaits.Deadline;

/**
 * The time that a client is ready to wait for a version that has not arrived: {@code Prefer: wait=5}. A preference that makes no sense is
 * ignored, as the standard asks.
 *
 * @param seconds 0 to 10
 * @param stated whether the client has said so
 * @see <a href="https://www.rfc-editor.org/rfc/rfc7240">RFC 7240, Prefer</a>
 */
public record WaitPreference(long seconds, boolean stated) {

    /** Header of the answer that names the wait that was granted. */
    public static final String APPLIED = "Preference-Applied";

    private static final WaitPreference UNSTATED = new WaitPreference(2, false);
    private static final int MAX_SECONDS = 10;

    private static final Pattern NAME = Pattern.compile("wait[ \\t]*(?:[=;].*)?");
    private static final Pattern WAIT = Pattern.compile("wait[ \\t]*=[ \\t]*(\"?)([0-9]++)\\1[ \\t]*(?:;.*)?");

    public static WaitPreference of(HttpServletRequest request) {
        return Collections.list(request.getHeaders("Prefer")).stream()
                .flatMap(line -> preferencesIn(line).stream())
                .filter(NAME.asMatchPredicate())
                .findFirst() // of several, the standard lets the first one count
                .map(WaitPreference::read)
                .orElse(UNSTATED);
    }

    private static WaitPreference read(String preference) {
        var wait = WAIT.matcher(preference);
        if (!wait.matches()) {
            return UNSTATED;
        }
        var seconds = wait.group(2)
                .chars()
                .map(digit -> digit - '0')
                .reduce(0, (before, digit) -> Math.min(MAX_SECONDS, 10 * before + digit));
        return new WaitPreference(seconds, true);
    }

    /** The parts between those commas that are not in quotes. */
    private static List<String> preferencesIn(String line) {
        var found = new ArrayList<String>();
        var quoted = false;
        var begin = 0;
        for (var at = 0; at < line.length(); at++) {
            if (line.charAt(at) == '"') {
                quoted = !quoted;
            } else if (line.charAt(at) == ',' && !quoted) {
                found.add(preference(line.substring(begin, at)));
                begin = at + 1;
            }
        }
        found.add(preference(line.substring(begin)));
        return found;
    }

    private static String preference(String text) {
        return text.strip().toLowerCase(Locale.ROOT);
    }

    /** The end of the wait, if it begins now. */
    public Deadline deadline() {
        return Deadline.in(Duration.ofSeconds(seconds));
    }

    /** Value of {@link #APPLIED}, in an answer to a request that would have waited so long; empty if it did not ask for that. */
    public Optional<String> applied() {
        return stated ? Optional.of("wait=" + seconds) : Optional.empty();
    }
}
