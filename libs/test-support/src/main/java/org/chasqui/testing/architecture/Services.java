package org.chasqui.testing.architecture;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Assigns classes to services by package, for example {@code org.chasqui.orders.queries}. */
final class Services implements SliceAssignment {

    private static final Pattern PACKAGE = Pattern.compile("org\\.chasqui\\.(\\w+)\\.(commands|queries)(\\..*)?");

    @Override
    public SliceIdentifier getIdentifierOf(JavaClass item) {
        var matcher = match(item);
        return matcher.matches()
                ? SliceIdentifier.of(matcher.group(1) + "-" + matcher.group(2))
                : SliceIdentifier.ignore();
    }

    @Override
    public String getDescription() {
        return "the services";
    }

    static DescribedPredicate<JavaClass> classes() {
        return DescribedPredicate.describe(
                "belong to a service", item -> match(item).matches());
    }

    private static Matcher match(JavaClass item) {
        return PACKAGE.matcher(item.getPackageName());
    }
}
