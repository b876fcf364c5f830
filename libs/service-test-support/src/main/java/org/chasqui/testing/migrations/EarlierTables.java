package org.chasqui.testing.migrations;

import java.util.Map;
import org.chasqui.testing.TestDatabase;
import org.flywaydb.core.Flyway;

/** The tables of the service once more, in the schema {@code before} of its database, as an earlier release has made them. */
public final class EarlierTables {

    private final TestDatabase database;

    public EarlierTables(TestDatabase database) {
        this.database = database;
    }

    /** Makes them, or brings them further, by the service's own migrations up to this version, or to the {@code latest}. */
    public void migrateTo(String version) {
        upTo(version).migrate();
    }

    public void remove() {
        upTo("latest").clean();
    }

    private Flyway upTo(String version) {
        return Flyway.configure()
                .configuration(Map.of("flyway.postgresql.transactional.lock", "false")) // as services have it
                .dataSource(database.dataSource())
                .initSql("SET search_path TO before") // why: a migration must not reach the service's own tables
                .schemas("before")
                .locations("classpath:db/migration")
                .target(version)
                .cleanDisabled(false)
                .load();
    }
}
