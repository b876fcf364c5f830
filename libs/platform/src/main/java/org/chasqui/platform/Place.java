package org.chasqui.platform;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A city in a country. Two spellings name one place if they differ only in case or in the form in which Unicode encodes them, so compare places by
 * {@link #key} or {@link #id}.
 *
 * @param country code of ISO 3166-1, in upper case: {@code NI}
 * @param city 1 to 100 characters, without surrounding white space, as it was written
 */
public record Place(String country, String city) {

    /** Most code points of a city. */
    public static final int MAX_CITY = 100;

    /** Code points of a place as text, at most. */
    public static final int MAX_LENGTH = "NI/".length() + MAX_CITY;

    private static final Set<String> COUNTRIES = Set.of(Locale.getISOCountries());
    private static final TextRule CITY = new TextRule(1, MAX_CITY);

    /** What would not be one segment of a path, however it is encoded. */
    private static final Set<String> DOTS = Set.of(".", "..");

    private static final int BITS_OF_A_LONG_BEYOND_JSON = 11;

    public Place {
        require(violationInCountry(country));
        require(violationInCity(city));
        city = city.strip();
    }

    /** @throws IllegalArgumentException unless the text is one of {@link #toString} */
    public static Place of(String text) {
        require(violationIn(text));
        return new Place(country(text), city(text));
    }

    private static void require(Optional<String> violation) {
        violation.ifPresent(complaint -> {
            throw new IllegalArgumentException("A place " + complaint);
        });
    }

    /** The rule that the text breaks, as the end of a sentence; empty if it is a place as {@link #toString} has it. */
    public static Optional<String> violationIn(String text) {
        return text.contains("/")
                ? violationInCountry(country(text))
                        .map("must begin with a country: it "::concat)
                        .or(() -> violationInCity(city(text)).map("must end with a city: it "::concat))
                : Optional.of("must be a country and a city, such as NI/León");
    }

    /** The rule that the country breaks, as the end of a sentence; empty if it breaks none. */
    public static Optional<String> violationInCountry(String country) {
        return COUNTRIES.contains(country)
                ? Optional.empty()
                : Optional.of("must be a code of ISO 3166-1 in upper case, such as NI");
    }

    /** The rule that the city breaks, as the end of a sentence; empty if it breaks none. */
    public static Optional<String> violationInCity(String city) {
        return CITY.violationIn(city)
                .or(() -> isSegment(city.strip())
                        ? Optional.empty()
                        : Optional.of("must not contain a slash, a backslash or a semicolon, nor be only dots"));
    }

    private static boolean isSegment(String city) {
        return city.chars().noneMatch(c -> c == '/' || c == '\\' || c == ';') && !DOTS.contains(city);
    }

    private static String country(String text) {
        return text.substring(0, text.indexOf('/'));
    }

    private static String city(String text) {
        return text.substring(text.indexOf('/') + 1);
    }

    /** The same text for all spellings of the place: {@code ni/león}. In the order of keys, each country has its places together. */
    public String key() {
        return keyOf(toString());
    }

    /** The {@link #key} of the place of this text. It does not check that there is one. */
    public static String keyOf(String text) {
        return CaseFolding.fold(text);
    }

    /** A number made of the {@link #key}, the same wherever it is made: 1 to {@link SafeInteger#MAX}. */
    public long id() {
        var digest = ByteBuffer.wrap(sha256().digest(key().getBytes(StandardCharsets.UTF_8)));
        return Math.max(1, digest.getLong() >>> BITS_OF_A_LONG_BEYOND_JSON);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** As in messages: {@code NI/León}. */
    @Override
    public String toString() {
        return country + "/" + city;
    }
}
