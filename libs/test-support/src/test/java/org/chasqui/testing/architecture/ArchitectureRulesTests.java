package org.chasqui.testing.architecture;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.lang.ArchRule;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each rule fails on code that breaks it, and accepts code that does not. */
class ArchitectureRulesTests {

    private static final String SAMPLES = "org.chasqui.testing.architecture.samples";

    private static final List<Arguments> VIOLATIONS = List.of(
            broken(ArchitectureRules.PACKAGES_ARE_NULL_MARKED, "unmarked", "InAnUnmarkedPackage"),
            broken(ArchitectureRules.JSON_IS_JACKSON_3, "json", "UsesJackson2"),
            broken(
                    ArchitectureRules.TIME_COMES_FROM_A_CLOCK,
                    "clock",
                    "ReadsTheClock",
                    "RefersToTheClock",
                    "ReadsMillis",
                    "MakesAClock",
                    "MakesADate"),
            broken(
                    ArchitectureRules.NOBODY_ASKS_FOR_THE_TIME,
                    "clock",
                    "ReadsTheClock",
                    "RefersToTheClock",
                    "ReadsMillis",
                    "MakesAClock",
                    "IsGivenAClock"),
            broken(
                    ArchitectureRules.THREADS_ARE_PLATFORM_THREADS,
                    "threads",
                    "BuildsAVirtualThread",
                    "StartsAVirtualThread",
                    "HasVirtualThreads"),
            broken(ArchitectureRules.DEPENDENCIES_COME_BY_CONSTRUCTOR, "injection", "InjectsIntoAField"),
            broken(ArchitectureRules.THE_DOMAIN_KNOWS_NO_TECHNOLOGY, "domain", "KnowsTechnology"),
            broken(ArchitectureRules.THE_DOMAIN_KNOWS_NO_USE_CASE, "domain", "KnowsAUseCase"),
            broken(ArchitectureRules.USE_CASES_KNOW_NO_DOOR, "application", "KnowsADoor"),
            broken(ArchitectureRules.A_POST_IS_REPEATABLE_BY_ITS_KEY, "web", "PostingController"),
            broken(
                    ArchitectureRules.A_REQUEST_HAS_A_RULE,
                    "web",
                    "PostingController",
                    "DeletingController",
                    "AnsweringController",
                    "PatchingController",
                    "ReadingController"),
            broken(
                    ArchitectureRules.A_QUERY_SERVICE_ANSWERS_ONLY_READS,
                    "web",
                    "PostingController",
                    "DeletingController",
                    "AnsweringController",
                    "PatchingController"),
            broken(ArchitectureRules.A_QUERY_SERVICE_HAS_NO_OTHER_DOOR, "web", "ServesByItself"),
            broken(
                    ArchitectureRules.A_READER_REACHES_NO_WRITER,
                    "web",
                    "ReachesAProjection",
                    "ReachesTheDatabase",
                    "MergesARow"),
            broken(ArchitectureRules.ONLY_MESSAGING_NAMES_EVENT_KEYS, "keys", "NamesAnEventKey", "BuildsAnEventKey"),
            broken(ArchitectureRules.ONLY_MESSAGING_USES_LISTS, "lists", "PushesToAList"));

    @ParameterizedTest
    @FieldSource("VIOLATIONS")
    void catchesWhatBreaksIt(ArchRule rule, String samples, List<String> offenders) {
        var result = rule.evaluate(samples(samples));

        assertThat(offenders(result.getFailureReport().getDetails(), samples))
                .containsExactlyInAnyOrderElementsOf(offenders);
    }

    @Test
    void catchesAServiceThatDependsOnAnother() {
        assertThatThrownBy(() -> ArchitectureRules.NO_SERVICE_DEPENDS_ON_ANOTHER.check(servicesAndALibrary()))
                .hasMessageContaining("left-commands")
                .hasMessageContaining("right-queries");
    }

    @Test
    void catchesALibraryThatKnowsAService() {
        assertThatThrownBy(() -> ArchitectureRules.LIBRARIES_KNOW_NO_SERVICE.check(servicesAndALibrary()))
                .hasMessageContaining("KnowsAService");
    }

    @Test
    void allowsMessagingToNameItsOwnKeys() {
        ArchitectureRules.ONLY_MESSAGING_NAMES_EVENT_KEYS.check(servicesAndALibrary());
    }

    @ParameterizedTest
    @MethodSource("rules")
    void failsWhenItMatchesNothing(ArchRule rule) {
        assertThatThrownBy(() -> rule.check(new ClassFileImporter().importPackages("org.chasqui.nothing.here")))
                .hasMessageContaining("failed to check any classes");
    }

    /** Returns every rule, so that a new one cannot be missing here. */
    static Stream<ArchRule> rules() {
        return Arrays.stream(ArchitectureRules.class.getFields())
                .filter(field -> Modifier.isStatic(field.getModifiers()))
                .map(field -> {
                    try {
                        return (ArchRule) field.get(null);
                    } catch (IllegalAccessException e) {
                        throw new AssertionError(e);
                    }
                });
    }

    @Test
    void everyRuleHasCodeThatBreaksIt() {
        var seen = Stream.concat(
                VIOLATIONS.stream().map(violation -> violation.get()[0]),
                Stream.of(
                        ArchitectureRules.NO_SERVICE_DEPENDS_ON_ANOTHER, ArchitectureRules.LIBRARIES_KNOW_NO_SERVICE));

        assertThat(seen).containsExactlyInAnyOrderElementsOf(rules().toList());
    }

    private static Arguments broken(ArchRule rule, String samples, String... offenders) {
        return Arguments.of(rule, samples, List.of(offenders));
    }

    private static JavaClasses samples(String name) {
        return new ClassFileImporter().importPackages(SAMPLES + "." + name);
    }

    private static JavaClasses servicesAndALibrary() {
        return new ClassFileImporter()
                .importPackages("org.chasqui.left", "org.chasqui.right", "org.chasqui.messaging.sample");
    }

    /** The samples that a report names. */
    private static List<String> offenders(List<String> report, String samples) {
        return samples(samples).stream()
                .filter(sample -> report.stream().anyMatch(line -> line.contains("<" + sample.getName())))
                .map(sample -> sample.getSimpleName())
                .toList();
    }
}
