package org.chasqui.platform;

import java.text.Normalizer;
import java.util.Locale;

/** Makes one text of those that differ only in case, or in the form in which Unicode encodes them, to compare them. */
public final class CaseFolding {

    private CaseFolding() {}

    public static String fold(String text) {
        // why three times: ß, ẞ and SS meet in the upper case of the lower case, σ, ς and Σ in the upper case
        var folded =
                composed(text).toLowerCase(Locale.ROOT).toUpperCase(Locale.ROOT).toLowerCase(Locale.ROOT);
        return composed(folded);
    }

    private static String composed(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFC);
    }
}
