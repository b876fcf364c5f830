package org.chasqui.systemtests;

import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.chasqui.systemtests.drills.DrillEnvironment;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.platform.commons.support.AnnotationSupport;

/** Starts the shop once for all tests of a JVM, and passes it to each. It ends with the JVM. */
final class RunningShop implements ParameterResolver, ExecutionCondition {

    private static final Optional<URI> ELSEWHERE = Optional.ofNullable(System.getProperty("chasqui.gateway"))
            .filter(uri -> !uri.isBlank())
            .map(URI::create);

    /**
     * Retention looks every few seconds, so that a test can wait until a user is forgotten.
     * The shop is secured, unless the environment says otherwise: the tests' own shops are open, so both are tested. It also logs published
     * and applied events, because a test follows an order through all services. Only the tests try dead letters again: a service that did so
     * between two steps of a test would raise the number of attempts or take the letter away. Nobody shows traces at the address that the console
     * links to.
     */
    private static final Map<String, String> SETTINGS = Map.of(
            "CHASQUI_SECURITY",
            Objects.requireNonNullElse(System.getenv("CHASQUI_SECURITY"), "on"),
            "LOGGING_LEVEL_ORG_CHASQUI_MESSAGING",
            "debug",
            "MESSAGING_RETENTION_INTERVAL",
            "5s",
            "MESSAGING_CONSUMER_REDRIVE_INTERVAL",
            "1d",
            "CHASQUI_OPERATIONS_TRACES",
            "http://localhost:9411/zipkin/traces/{trace}");

    private static final Path HOME = Path.of("target", "shop-" + Integer.getInteger("chasqui.fork", 1));

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return ELSEWHERE.isPresent() && AnnotationSupport.isAnnotated(context.getRequiredTestClass(), Drill.class)
                ? ConditionEvaluationResult.disabled("drills need their own shop, but chasqui.gateway names another")
                : ConditionEvaluationResult.enabled("");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return Shop.class == type(parameter)
                || Ledger.class == type(parameter)
                || ShopProcesses.class == type(parameter)
                || Invariants.class == type(parameter)
                || DrillEnvironment.class == type(parameter);
    }

    @Override
    public @Nullable Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        var running = Opening.ONLY.running();
        if (type(parameter) == Shop.class) {
            return running.shop();
        }
        if (type(parameter) == Ledger.class) {
            return new Ledger(running.shop(), running.environment().map(DrillEnvironment::invariants));
        }
        var environment = running.environment().orElseThrow();
        if (type(parameter) == Invariants.class) {
            return environment.invariants();
        }
        return type(parameter) == ShopProcesses.class ? environment.processes() : environment;
    }

    private static Class<?> type(ParameterContext parameter) {
        return parameter.getParameter().getType();
    }

    /** The single attempt to start. If it fails, every test fails at once with the reason, and none tries again. */
    private record Opening(@Nullable Running shop, @Nullable RuntimeException failure) {

        /** Why not in JUnit's store: with several JVMs, Failsafe gives JUnit each class as a run of its own. */
        static final Opening ONLY = attempt();

        static Opening attempt() {
            try {
                return new Opening(Running.begin(), null);
            } catch (RuntimeException e) {
                return new Opening(null, e);
            }
        }

        Running running() {
            if (shop == null) {
                throw new IllegalStateException("the shop could not be started: " + failure, failure);
            }
            return shop;
        }
    }

    private record Running(Shop shop, Optional<DrillEnvironment> environment) {

        static Running begin() {
            if (ELSEWHERE.isPresent()) {
                System.out.println("System tests: using the shop at " + ELSEWHERE.get());
                // why from the environment: every process can read the arguments
                var token = Optional.ofNullable(System.getenv("CHASQUI_TOKEN"));
                return new Running(Shop.at(ELSEWHERE.get()).as(token), Optional.empty());
            }
            System.out.println("System tests: starting a private shop");
            var environment = DrillEnvironment.withProxies(HOME, SETTINGS);
            System.out.println(
                    "System tests: the shop runs at " + environment.processes().gateway());
            return new Running(environment.shop(), Optional.of(environment));
        }
    }
}
