package org.chasqui.platform.tracing;

import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves OpenTelemetry out of a service that has no place to export traces to: see {@code docs/adr/0025-traces-only-where-exported.md}.
 */
final class TracingImports implements AutoConfigurationImportFilter, EnvironmentAware {

    static final String ZIPKIN = "management.tracing.export.zipkin.endpoint";

    private static final String OTLP = "management.opentelemetry.tracing.export.otlp.endpoint";

    /** Why Redis's: it would observe each command, and nobody reads its times without the spans. */
    private static final Pattern TRACING =
            Pattern.compile("\\.(opentelemetry|tracing|otlp|redis\\.autoconfigure\\.observation)\\.");

    private @Nullable Environment environment;

    @Override
    public void setEnvironment(Environment environment) {
        this.environment = environment;
    }

    @Override
    public boolean[] match(@Nullable String[] names, AutoConfigurationMetadata metadata) {
        var settings = Objects.requireNonNull(environment);
        var exported = settings.containsProperty(OTLP) || settings.containsProperty(ZIPKIN);
        var matches = new boolean[names.length];
        for (int i = 0; i < names.length; i++) {
            var name = names[i];
            matches[i] = exported || name == null || !TRACING.matcher(name).find();
        }
        return matches;
    }
}
