package org.chasqui.platform;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplication.AbandonedRunException;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.context.support.DefaultLifecycleProcessor;

/**
 * Starts services, one after the other, as far as they get without any server, and ends: with {@code -XX:AOTCacheOutput} the JVM keeps the
 * classes that it has loaded and linked, for services that start later.
 *
 * <p>Why the services' own jars are not on the class path: an archive fits a class path that begins with the one of the training run, and all
 * services shall share one. So it holds their libraries, and each adds its own jar.
 */
public final class TrainingRun {

    private static final Map<String, String> WITHOUT_SERVERS = Map.of(
            "server.port", "0",
            "spring.datasource.url", "jdbc:postgresql://127.0.0.1:1/none",
            "spring.datasource.hikari.initialization-fail-timeout", "-1",
            "spring.flyway.enabled", "false",
            "spring.jpa.database-platform", "org.hibernate.dialect.PostgreSQLDialect",
            "spring.jpa.hibernate.ddl-auto", "none",
            "spring.jpa.properties.hibernate.boot.allow_jdbc_metadata_access", "false");

    private TrainingRun() {}

    /** @param directories one for each service, with its jar and others that only some services have */
    public static void main(String[] directories) throws IOException, ReflectiveOperationException {
        System.getProperties().putAll(WITHOUT_SERVERS);
        for (var directory : directories) {
            try (var files = Files.list(Path.of(directory))) {
                makeBeans(files.filter(file -> file.toString().endsWith(".jar")).toList());
            }
        }
    }

    private static void makeBeans(List<Path> jars) throws IOException, ReflectiveOperationException {
        var urls = new ArrayList<URL>();
        for (var jar : jars) {
            urls.add(jar.toUri().toURL());
        }
        try (var classes = new URLClassLoader(urls.toArray(new URL[0]))) {
            Thread.currentThread().setContextClassLoader(classes);
            var service = new SpringApplication(classes.loadClass(mainClassIn(jars)));
            service.addInitializers(TrainingRun::endBeforeItRuns);
            service.run();
            throw new IllegalStateException("The service was to end when it had made its beans");
        } catch (AbandonedRunException e) {
            // as it was to be
        }
    }

    private static void endBeforeItRuns(ConfigurableApplicationContext context) {
        context.getBeanFactory()
                .registerSingleton(
                        AbstractApplicationContext.LIFECYCLE_PROCESSOR_BEAN_NAME, new DefaultLifecycleProcessor() {
                            @Override
                            public void onRefresh() {
                                throw new AbandonedRunException(context);
                            }
                        });
    }

    private static String mainClassIn(List<Path> jars) throws IOException {
        for (var jar : jars) {
            try (var file = new JarFile(jar.toFile())) {
                var main = file.getManifest().getMainAttributes().getValue("Main-Class");
                if (main != null) {
                    return main;
                }
            }
        }
        throw new IllegalArgumentException("None of these jars has a main class: " + jars);
    }
}
