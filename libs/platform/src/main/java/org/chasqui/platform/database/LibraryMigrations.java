package org.chasqui.platform.database;

import java.util.List;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;

/** Brings the libraries' own tables up to date before the service's: other schemas, other histories, so that none knows of another. */
final class LibraryMigrations implements FlywayMigrationStrategy {

    private final List<LibrarySchema> schemas;

    LibraryMigrations(List<LibrarySchema> schemas) {
        this.schemas = schemas;
    }

    @Override
    public void migrate(Flyway service) {
        schemas.forEach(schema -> migrate(schema.name(), service));
        service.migrate();
    }

    private static void migrate(String schema, Flyway service) {
        Flyway.configure(service.getConfiguration().getClassLoader())
                .configuration(service.getConfiguration())
                .locations("classpath:db/" + schema)
                .schemas(schema)
                .defaultSchema(schema)
                .createSchemas(true)
                .table("schema_history")
                .load()
                .migrate();
    }
}
