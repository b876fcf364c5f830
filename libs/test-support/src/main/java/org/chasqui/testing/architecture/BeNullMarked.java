package org.chasqui.testing.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import org.jspecify.annotations.NullMarked;

final class BeNullMarked extends ArchCondition<JavaClass> {

    BeNullMarked() {
        super("be @NullMarked, or in a class or a package (package-info.java) that is");
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
        events.add(new SimpleConditionEvent(
                item, isMarked(item), "%s is in %s".formatted(item.getDescription(), item.getPackageName())));
    }

    private static boolean isMarked(JavaClass item) {
        return item.isAnnotatedWith(NullMarked.class)
                || item.getEnclosingClass().map(BeNullMarked::isMarked).orElseGet(() -> isPackageMarked(item));
    }

    private static boolean isPackageMarked(JavaClass item) {
        return item.getPackage()
                .tryGetPackageInfo()
                .map(info -> info.isAnnotatedWith(NullMarked.class))
                .orElse(false);
    }
}
