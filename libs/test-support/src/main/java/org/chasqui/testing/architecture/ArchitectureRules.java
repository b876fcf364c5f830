package org.chasqui.testing.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import java.util.concurrent.Executors;
import org.springframework.web.bind.annotation.PostMapping;

/**
 * The rules for every module, for services of one kind, and between modules. Each rule gives its reason. A rule also fails when it matches
 * nothing, since it then protects nothing.
 *
 * @see ModuleArchitecture how a module takes its rules
 */
public final class ArchitectureRules {

    private static final Set<String> JPA_WRITES = Set.of("persist", "merge", "remove", "executeUpdate");

    /** NullAway checks only packages with the annotation. */
    public static final ArchRule PACKAGES_ARE_NULL_MARKED =
            classes().should(new BeNullMarked()).because("NullAway silently skips every other package");

    public static final ArchRule JSON_IS_JACKSON_3 = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("com.fasterxml.jackson.databind..", "com.fasterxml.jackson.core..")
            .because(
                    "a second Jackson does not have the settings of the first; only the annotations keep the old package name");

    /** Auto-configurations may use the system's clock, since they create the clock bean. */
    public static final ArchRule TIME_COMES_FROM_A_CLOCK = noClasses()
            .that()
            .areNotAnnotatedWith("org.springframework.boot.autoconfigure.AutoConfiguration")
            .should()
            .accessTargetWhere(readsTheSystemClock())
            .orShould()
            .callConstructor(Date.class)
            .because("a test moves the clock; it cannot move the system's");

    public static final ArchRule THREADS_ARE_PLATFORM_THREADS = noClasses()
            .should()
            .callMethod(Thread.class, "ofVirtual")
            .orShould()
            .callMethod(Thread.class, "startVirtualThread", Runnable.class)
            .orShould()
            .callMethod(Executors.class, "newVirtualThreadPerTaskExecutor")
            .because("virtual threads that load classes can block each other for ever (ADR 20)");

    public static final ArchRule DEPENDENCIES_COME_BY_CONSTRUCTOR = fields().should()
            .notBeAnnotatedWith("org.springframework.beans.factory.annotation.Autowired")
            .andShould()
            .notBeAnnotatedWith("jakarta.inject.Inject")
            .because("the dependencies of a class are final, and visible in its constructor");

    /** For code that must not read the time at all. */
    public static final ArchRule NOBODY_ASKS_FOR_THE_TIME = noClasses()
            .should()
            .dependOnClassesThat()
            .areAssignableTo(Clock.class)
            .orShould()
            .accessTargetWhere(readsTheSystemClock())
            .because("clocks of two machines differ; order comes from positions, and leases from the database's clock");

    /** Allows Spring's repository marker, transactions and JPA, because they store the aggregates. */
    public static final ArchRule THE_DOMAIN_KNOWS_NO_TECHNOLOGY = noClasses()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.springframework.web..",
                    "org.springframework.http..",
                    "org.springframework.data.redis..",
                    "org.springframework.boot..",
                    "jakarta.servlet..",
                    "io.lettuce..",
                    "tools.jackson..",
                    "com.fasterxml.jackson..")
            .because("the rules of the shop do not depend on how they are called");

    public static final ArchRule THE_DOMAIN_KNOWS_NO_USE_CASE = noClasses()
            .that()
            .resideInAPackage("..domain..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..application..", "..web..", "..messages..")
            .because("dependencies point inwards, to the rules");

    public static final ArchRule USE_CASES_KNOW_NO_DOOR = noClasses()
            .that()
            .resideInAPackage("..application..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..web..", "..messages..", "org.springframework.web..", "org.springframework.http..")
            .because("HTTP and messages call the same handlers");

    /** Checks the mapping annotation. {@code PUT} is repeatable by itself. */
    public static final ArchRule A_POST_IS_REPEATABLE_BY_ITS_KEY = methods()
            .that()
            .areAnnotatedWith(PostMapping.class)
            .should(ArchCondition.from(describe("call Idempotency.once", ArchitectureRules::callsIdempotency)))
            .because("a client without an answer must be able to repeat a command without a second effect");

    /** The service itself refuses a request whose method has no rule. */
    public static final ArchRule A_REQUEST_HAS_A_RULE = methods()
            .that(describe("handle requests", RequestMappings::areOn))
            .should()
            .beAnnotatedWith("org.chasqui.http.security.AllowedTo")
            .because("who may call a method is said where it is read");

    public static final ArchRule A_QUERY_SERVICE_ANSWERS_ONLY_READS = methods()
            .that(describe("handle requests", RequestMappings::areOn))
            .should(new AnswerOnlyReads())
            .because("only events change a replica");

    /** Forbids HTTP handlers other than annotated controllers, which {@link #A_QUERY_SERVICE_ANSWERS_ONLY_READS} does not see. */
    public static final ArchRule A_QUERY_SERVICE_HAS_NO_OTHER_DOOR = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("org.springframework.web.servlet.function..", "org.springframework.data.rest..")
            .orShould()
            .beAssignableTo("jakarta.servlet.Servlet")
            .orShould()
            .beAssignableTo("org.springframework.web.HttpRequestHandler")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.boot.actuate.endpoint.annotation.WriteOperation")
            .orShould()
            .dependOnClassesThat()
            .haveFullyQualifiedName("org.springframework.boot.actuate.endpoint.annotation.DeleteOperation")
            .because("only controllers of a query service answer requests");

    public static final ArchRule A_READER_REACHES_NO_WRITER = noClasses()
            .that()
            .resideInAnyPackage("..web..", "..view..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("..projection..", "org.springframework.jdbc..")
            .orShould()
            .dependOnClassesThat()
            .areAssignableTo("org.springframework.data.repository.CrudRepository")
            .orShould()
            .accessTargetWhere(writesByJpa())
            .because("a request reads the replica, and only projections write it");

    public static final ArchRule ONLY_MESSAGING_NAMES_EVENT_KEYS = classes()
            .that()
            .resideOutsideOfPackage("org.chasqui.messaging..")
            .should(new NotContainText("evt:"))
            .because("only the messaging library checks and repairs the lists of events");

    public static final ArchRule ONLY_MESSAGING_USES_LISTS = noClasses()
            .that()
            .resideOutsideOfPackage("org.chasqui.messaging..")
            .should()
            .dependOnClassesThat()
            .haveNameMatching("org\\.springframework\\.data\\.redis\\..*List(Operations|Commands).*")
            .because("every message goes through the event log; a list without it may lose messages");

    public static final ArchRule NO_SERVICE_DEPENDS_ON_ANOTHER = slices().assignedFrom(new Services())
            .should()
            .notDependOnEachOther()
            .because("services meet in contracts/, and each is deployed without the others");

    public static final ArchRule LIBRARIES_KNOW_NO_SERVICE = noClasses()
            .that()
            .resideInAnyPackage(
                    "org.chasqui.platform..",
                    "org.chasqui.messaging..",
                    "org.chasqui.http..",
                    "org.chasqui.views..",
                    "org.chasqui.operations..")
            .should()
            .dependOnClassesThat(Services.classes())
            .because("a library knows nothing about the domain");

    private ArchitectureRules() {}

    private static DescribedPredicate<JavaAccess<?>> readsTheSystemClock() {
        return describe("it reads the system's clock", access -> {
            var owner = access.getTargetOwner();
            var name = access.getTarget().getName();
            if (owner.isEquivalentTo(System.class)) {
                return name.equals("currentTimeMillis");
            }
            if (owner.isEquivalentTo(Clock.class)) {
                return name.startsWith("system");
            }
            return owner.getPackageName().equals("java.time") && name.equals("now") && !isGivenAClock(access);
        });
    }

    private static DescribedPredicate<JavaAccess<?>> writesByJpa() {
        return describe(
                "it writes with JPA",
                access -> access.getTargetOwner().getPackageName().equals("jakarta.persistence")
                        && JPA_WRITES.contains(access.getTarget().getName()));
    }

    private static boolean callsIdempotency(JavaMethod method) {
        return method.getMethodCallsFromSelf().stream()
                .anyMatch(call -> call.getTargetOwner().getSimpleName().equals("Idempotency")
                        && call.getName().equals("once"));
    }

    private static boolean isGivenAClock(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget now
                && now.getRawParameterTypes().stream().anyMatch(type -> type.isEquivalentTo(Clock.class));
    }
}
