package org.chasqui.testing.architecture;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Checks the rules of every module. A module takes the rules of its kind with a test in its topmost package:
 * <pre>{@code
 * class ArchitectureTests extends QueryServiceArchitecture {}
 * }</pre>
 *
 * @see CommandServiceArchitecture
 * @see QueryServiceArchitecture
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS) // why: reads the classes once for all rules
public abstract class ModuleArchitecture {

    /** The production classes of the module. */
    protected final JavaClasses module = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages(getClass().getPackageName());

    @Test
    void everyPackageIsNullMarked() {
        ArchitectureRules.PACKAGES_ARE_NULL_MARKED.check(module);
    }

    @Test
    void jsonIsJackson3() {
        ArchitectureRules.JSON_IS_JACKSON_3.check(module);
    }

    @Test
    void timeComesFromAClock() {
        ArchitectureRules.TIME_COMES_FROM_A_CLOCK.check(module);
    }

    @Test
    void threadsArePlatformThreads() {
        ArchitectureRules.THREADS_ARE_PLATFORM_THREADS.check(module);
    }

    @Test
    void dependenciesComeThroughConstructors() {
        ArchitectureRules.DEPENDENCIES_COME_BY_CONSTRUCTOR.check(module);
    }
}
