package org.chasqui.platform.database;

import java.util.List;
import java.util.Properties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.Configuration;
import org.flywaydb.core.api.exception.FlywayValidateException;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Migrates the schemas of libraries before the service's own, over connections of the migrations' own. */
@AutoConfiguration(before = FlywayAutoConfiguration.class)
public final class MigrationsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    FlywayMigrationStrategy libraryMigrations(
            ObjectProvider<LibrarySchema> schemas, ObjectProvider<DataSource> connections, Environment environment) {
        return new LibraryMigrations(
                schemas.orderedStream().toList(),
                connections::getObject,
                environment.getProperty("spring.datasource.username"));
    }

    /** Why: Boot binds these properties, but does not use them for the migrations' own connections. */
    @Bean
    FlywayConfigurationCustomizer migrationsHaveDriverPropertiesOfTheirOwn() {
        return flyway -> {
            if (flyway.getDataSource() instanceof SimpleDriverDataSource migrations) {
                var properties = new Properties();
                properties.putAll(flyway.getJdbcProperties());
                migrations.setConnectionProperties(properties);
            }
        };
    }

    /** Migrates the libraries' tables before the service's, in schemas and with histories of their own. */
    static final class LibraryMigrations implements FlywayMigrationStrategy {

        private final List<LibrarySchema> schemas;
        private final Supplier<DataSource> connections;
        private final @Nullable String serviceRole;

        /**
         * @param connections of the service itself, which its migrations do not use
         * @param serviceRole which gets its privileges from the migrations; null if it is not known
         */
        LibraryMigrations(List<LibrarySchema> schemas, Supplier<DataSource> connections, @Nullable String serviceRole) {
            this.schemas = schemas;
            this.connections = connections;
            this.serviceRole = serviceRole;
        }

        @Override
        public void migrate(Flyway service) {
            schemas.forEach(schema -> bringUpToDate(ofLibrary(schema.name(), service)));
            bringUpToDate(service);
            grant(service.getConfiguration());
            connect();
        }

        private void grant(Configuration migrations) {
            if (serviceRole != null) {
                new ServiceGrants(serviceRole, migrations.getTable()).make(migrations.getDataSource());
            }
        }

        /** Why: if the server refuses the service, or the service the server, JPA's start would hide the reason. */
        private void connect() {
            var pool = connections.get();
            DataSourceUtils.releaseConnection(DataSourceUtils.getConnection(pool), pool);
        }

        /**
         * Migrates, also where an earlier attempt has failed. Why Flyway refuses that: only a script outside of a transaction leaves its failure
         * behind, such as one that makes an index. But such a script begins by removing what an attempt has left.
         */
        private static void bringUpToDate(Flyway flyway) {
            try {
                flyway.migrate();
            } catch (FlywayValidateException e) {
                var migrations = flyway.getConfiguration();
                var failed = new JdbcTemplate(migrations.getDataSource())
                        .update("DELETE FROM %s WHERE NOT success".formatted(history(migrations)));
                if (failed == 0) {
                    throw e;
                }
                flyway.migrate();
            }
        }

        private static String history(Configuration migrations) {
            var schema = migrations.getDefaultSchema();
            return schema == null ? migrations.getTable() : schema + "." + migrations.getTable();
        }

        private static Flyway ofLibrary(String schema, Flyway service) {
            return Flyway.configure(service.getConfiguration().getClassLoader())
                    .configuration(service.getConfiguration())
                    .locations("classpath:db/" + schema)
                    .schemas(schema)
                    .defaultSchema(schema)
                    .createSchemas(true)
                    .table("schema_history")
                    .load();
        }
    }

    /**
     * Tables that a library brings along, as a bean: they live in a schema of their own, made by the migrations in {@code db/<name>}.
     *
     * @param name of the schema
     */
    public record LibrarySchema(String name) {}
}
