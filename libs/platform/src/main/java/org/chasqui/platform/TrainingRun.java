package org.chasqui.platform;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Starts a service as far as it gets without any server, and ends: with {@code -XX:AOTCacheOutput} the JVM keeps the classes
 * that it has loaded and linked, for services that start later.
 *
 * <p>Why the service's own jar is not on the class path: an archive fits a class path that begins with the one of the training run, and all
 * services shall share one. So it holds their libraries, and each adds its own jar.
 */
public final class TrainingRun {

    private static final Map<String, String> WITHOUT_SERVERS = Map.of(
            "spring.context.exit", "onRefresh",
            "spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/none",
            "spring.datasource.hikari.initialization-fail-timeout", "-1",
            "spring.flyway.enabled", "false",
            "spring.jpa.database-platform", "org.hibernate.dialect.PostgreSQLDialect",
            "spring.jpa.hibernate.ddl-auto", "none",
            "spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access", "false");

    private TrainingRun() {}

    /** @param arguments the jar of the service, and others that only some services have */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        System.getProperties().putAll(WITHOUT_SERVERS);
        var jars = new ArrayList<URL>();
        for (var jar : arguments) {
            jars.add(Path.of(jar).toUri().toURL());
        }
        try (var classes = new URLClassLoader(jars.toArray(new URL[0]))) {
            Thread.currentThread().setContextClassLoader(classes);
            classes.loadClass(mainClassIn(arguments))
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        }
        throw new IllegalStateException("The service was to end the JVM when it had made its beans");
    }

    private static String mainClassIn(String... jars) throws IOException {
        for (var jar : jars) {
            try (var file = new JarFile(jar)) {
                var main = file.getManifest().getMainAttributes().getValue("Main-Class");
                if (main != null) {
                    return main;
                }
            }
        }
        throw new IllegalArgumentException("None of the jars has a main class");
    }
}
