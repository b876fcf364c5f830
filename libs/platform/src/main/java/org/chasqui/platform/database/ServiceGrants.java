package org.chasqui.platform.database;

import java.util.ArrayList;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Grants the service's role what it needs of the tables that migrations make under a role of their own: reading and changing rows, but
 * nothing of the migrations' history.
 */
final class ServiceGrants {

    /** Why only what is missing: a grant changes the catalog also if it changes nothing, and instances start at the same time. */
    private static final String MISSING = """
        WITH service AS (SELECT oid, rolname FROM pg_roles WHERE rolname = ? AND rolname <> current_user),
        made AS (
            SELECT c.oid, c.oid::regclass AS name, c.relnamespace, c.relkind = 'S' AS is_sequence,
                   c.relname IN ('schema_history', ?) AS is_history
            FROM pg_class c JOIN pg_roles owner ON owner.oid = c.relowner
            WHERE owner.rolname = current_user AND c.relkind IN ('r', 'p', 'S')
            -- the sequence of an identity column belongs to its table
            AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass AND d.objid = c.oid AND d.deptype = 'i')
        )
        SELECT format('GRANT USAGE ON SCHEMA %I TO %I', n.nspname, rolname) FROM service, pg_namespace n
        WHERE EXISTS (SELECT FROM made WHERE made.relnamespace = n.oid) AND NOT has_schema_privilege(service.oid, n.oid, 'USAGE')
        UNION ALL
        SELECT format('GRANT SELECT, INSERT, UPDATE, DELETE ON %s TO %I', name, rolname) FROM service, made
        WHERE NOT is_sequence AND NOT is_history AND NOT (
            has_table_privilege(service.oid, made.oid, 'SELECT') AND has_table_privilege(service.oid, made.oid, 'INSERT')
            AND has_table_privilege(service.oid, made.oid, 'UPDATE') AND has_table_privilege(service.oid, made.oid, 'DELETE'))
        UNION ALL
        SELECT format('GRANT USAGE ON SEQUENCE %s TO %I', name, rolname) FROM service, made
        WHERE CASE WHEN is_sequence THEN NOT has_sequence_privilege(service.oid, made.oid, 'USAGE') END
        UNION ALL
        SELECT format('REVOKE ALL ON %s FROM %I', name, rolname) FROM service, made
        WHERE is_history AND has_table_privilege(service.oid, made.oid, 'SELECT, INSERT, UPDATE, DELETE')
        """;

    private static final String ONE_AFTER_THE_OTHER = "SELECT pg_advisory_xact_lock(hashtextextended('grants', 4))";

    private final String service;
    private final String history;

    /**
     * @param service the service's role; nothing is granted if it is that of the migrations
     * @param history the table in which Flyway notes the service's own migrations
     */
    ServiceGrants(String service, String history) {
        this.service = service;
        this.history = history;
    }

    void make(DataSource migrations) {
        var jdbc = new JdbcTemplate(migrations);
        new TransactionTemplate(new DataSourceTransactionManager(migrations)).executeWithoutResult(status -> {
            jdbc.queryForList(ONE_AFTER_THE_OTHER);
            var missing = new ArrayList<String>();
            RowCallbackHandler collect = row -> missing.add(row.getString(1));
            jdbc.query(MISSING, collect, service, history);
            missing.forEach(jdbc::execute);
        });
    }
}
