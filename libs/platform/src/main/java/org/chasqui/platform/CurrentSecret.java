package org.chasqui.platform;

import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.env.ConfigTreePropertySource;
import org.springframework.boot.env.ConfigTreePropertySource.Option;
import org.springframework.core.env.ConfigurableEnvironment;

/** Secrets that may be renewed while the service runs. */
public final class CurrentSecret {

    private CurrentSecret() {}

    /**
     * Reads a property's file again at each call, if the property comes from a directory of files ({@code configtree:}). Otherwise the value
     * stays; it is empty if there is none.
     */
    public static Supplier<String> of(ConfigurableEnvironment environment, String property) {
        var first = environment.getPropertySources().stream()
                .filter(source -> !ConfigurationPropertySources.isAttachedConfigurationPropertySource(source))
                .filter(source -> source.containsProperty(property))
                .findFirst();
        if (first.isPresent() && first.get() instanceof ConfigTreePropertySource files) {
            var current = new ConfigTreePropertySource(
                    files.getName(), files.getSource(), Option.ALWAYS_READ, Option.AUTO_TRIM_TRAILING_NEW_LINE);
            return () -> Objects.toString(current.getProperty(property), "");
        }
        return () -> environment.getProperty(property, "");
    }
}
