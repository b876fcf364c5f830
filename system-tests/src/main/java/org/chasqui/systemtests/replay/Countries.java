package org.chasqui.systemtests.replay;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The countries by their English names, and as the data set calls some of them. */
final class Countries {

    private static final Map<String, String> CODES =
            new HashMap<>(Map.of("EIRE", "IE", "RSA", "ZA", "USA", "US", "Hong Kong", "HK", "Czech Republic", "CZ"));

    static {
        Arrays.stream(Locale.getISOCountries())
                .forEach(code -> CODES.put(Locale.of("", code).getDisplayCountry(Locale.ENGLISH), code));
    }

    private Countries() {}

    /** The code of a country; empty for what is not one country, such as "European Community" or "Channel Islands". */
    static Optional<String> code(String name) {
        return Optional.ofNullable(CODES.get(name));
    }
}
