package org.chasqui.platform.database;

import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.boot.flyway.autoconfigure.FlywayMigrationStrategy;
import org.springframework.jdbc.datasource.DataSourceUtils;

/** Brings the libraries' own tables up to date before the service's: other schemas, other histories, so that none knows of another. */
final class LibraryMigrations implements FlywayMigrationStrategy {

    private final List<LibrarySchema> schemas;
    private final Supplier<DataSource> connections;

    /** @param connections of the service itself, which its migrations do not use */
    LibraryMigrations(List<LibrarySchema> schemas, Supplier<DataSource> connections) {
        this.schemas = schemas;
        this.connections = connections;
    }

    @Override
    public void migrate(Flyway service) {
        schemas.forEach(schema -> migrate(schema.name(), service));
        service.migrate();
        connect();
    }

    /** Why: where the server refuses the service, or the service the server, JPA's start would hide the reason. */
    private void connect() {
        var pool = connections.get();
        DataSourceUtils.releaseConnection(DataSourceUtils.getConnection(pool), pool);
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
