package org.chasqui.service.start;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Starts a service as far as it gets without any server, and ends: a JVM that is told to ({@code -XX:AOTCacheOutput}) keeps the classes
 * that this took, loaded and linked, for those that start later.
 *
 * <p>Why the service's own jar is not on the class path: an archive fits a class path that begins with the one of the rehearsal, and all
 * services shall share one. So it holds their libraries, and each adds its own jar.
 */
public final class Rehearsal {

    private static final Map<String, String> WITHOUT_SERVERS = Map.of(
            "spring.context.exit", "onRefresh",
            "spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/none",
            "spring.datasource.hikari.initialization-fail-timeout", "-1",
            "spring.flyway.enabled", "false",
            "spring.jpa.database-platform", "org.hibernate.dialect.PostgreSQLDialect",
            "spring.jpa.hibernate.ddl-auto", "none",
            "spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access", "false");

    private Rehearsal() {}

    /** @param arguments the jar of the service */
    public static void main(String[] arguments) throws IOException, ReflectiveOperationException {
        System.getProperties().putAll(WITHOUT_SERVERS);
        var jar = Path.of(arguments[0]);
        try (var classes = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
            Thread.currentThread().setContextClassLoader(classes);
            classes.loadClass(mainClassOf(jar))
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) new String[0]);
        }
        throw new IllegalStateException("The service was to end the JVM when it had made its beans");
    }

    private static String mainClassOf(Path jar) throws IOException {
        try (var file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes().getValue("Main-Class");
        }
    }
}
