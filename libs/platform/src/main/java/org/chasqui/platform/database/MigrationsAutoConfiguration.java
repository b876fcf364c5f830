package org.chasqui.platform.database;

import java.util.Properties;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.flyway.autoconfigure.FlywayConfigurationCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/** Migrates the schemas of libraries before the service's own, over connections of the migrations' own. */
@AutoConfiguration(before = FlywayAutoConfiguration.class)
public final class MigrationsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    FlywayMigrationStrategy libraryMigrations(
            ObjectProvider<LibrarySchema> schemas, ObjectProvider<DataSource> connections) {
        return new LibraryMigrations(schemas.orderedStream().toList(), connections::getObject);
    }

    /** Why: Boot binds them, but gives them to nobody where it makes the migrations' connections itself. */
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
}
