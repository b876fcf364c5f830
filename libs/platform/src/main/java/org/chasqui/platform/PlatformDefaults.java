package org.chasqui.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.io.ClassPathResource;

/**
 * Adds {@code platform-defaults.yml} beneath every other source of settings: a service's own application.yml, an
 * environment variable and a test all win over it. With a directory of certificates, adds {@code platform-tls.yml}, too.
 */
final class PlatformDefaults implements EnvironmentPostProcessor, Ordered {

    private static final String TLS_DIRECTORY = "chasqui.tls.directory";

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (environment.containsProperty(TLS_DIRECTORY)) {
            add("platform-tls.yml", environment);
        }
        add("platform-defaults.yml", environment);
    }

    private static void add(String file, ConfigurableEnvironment environment) {
        try {
            new YamlPropertySourceLoader()
                    .load(file, new ClassPathResource(file))
                    .forEach(environment.getPropertySources()::addLast);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file + " from the class path", e);
        }
    }
}
