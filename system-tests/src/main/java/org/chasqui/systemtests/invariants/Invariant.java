package org.chasqui.systemtests.invariants;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.function.Function;
import org.chasqui.systemtests.processes.Service;

/** Checks a condition in the databases, and returns a line for each violation. */
@FunctionalInterface
interface Invariant {

    List<String> violations(Function<Service, Database> databases);

    /** Holds if the query finds nothing in that service's database. */
    static Invariant nothingIn(Service service, String sentence, String sql) {
        return databases -> databases.apply(service).rows(sql).stream()
                .map(row -> "%s: %s: %s".formatted(service, sentence, row))
                .toList();
    }

    /** Holds if both queries find the same rows, each in its own service's database. */
    static Invariant same(String sentence, Service one, String oneSql, Service other, String otherSql) {
        return databases -> {
            var left = databases.apply(one).rows(oneSql);
            var right = databases.apply(other).rows(otherSql);
            var violations = new ArrayList<String>();
            missing(left, right).forEach(row -> violations.add("%s: only in %s: %s".formatted(sentence, one, row)));
            missing(right, left).forEach(row -> violations.add("%s: only in %s: %s".formatted(sentence, other, row)));
            return violations;
        };
    }

    /** Holds if the second query finds all rows of the first, each in its own service's database. */
    static Invariant contained(String sentence, Service part, String partSql, Service whole, String wholeSql) {
        return databases -> missing(
                        databases.apply(part).rows(partSql),
                        databases.apply(whole).rows(wholeSql))
                .stream()
                .map(row -> "%s: only in %s: %s".formatted(sentence, part, row))
                .toList();
    }

    private static List<String> missing(List<String> of, List<String> in) {
        var there = new HashSet<>(in);
        return of.stream().filter(row -> !there.contains(row)).toList();
    }
}
