package org.chasqui.products.queries.view;

import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.chasqui.platform.CaseFolding;

/** The words of a name, by which it is found: letters and digits without a gap, compared without regard to case. */
public final class Words {

    private static final Pattern GAP = Pattern.compile("[^\\p{L}\\p{M}\\p{N}]+");

    private Words() {}

    /** Why one sigma: the σ that ends the beginning of a word may be in the middle of the word. */
    public static List<String> of(String name) {
        return GAP.splitAsStream(CaseFolding.fold(name).replace('ς', 'σ'))
                .filter(word -> !word.isEmpty())
                .toList();
    }

    /** As a {@code tsquery}: for each of the words, one that begins with it. Without a word it finds nothing. */
    static String query(String name) {
        return of(name).stream().map("'%s':*"::formatted).collect(Collectors.joining(" & "));
    }
}
