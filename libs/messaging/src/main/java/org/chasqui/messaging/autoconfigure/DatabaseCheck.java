package org.chasqui.messaging.autoconfigure;

import com.zaxxer.hikari.HikariDataSource;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Refuses connections to a PostgreSQL that may forget a commit which it has confirmed. Each new connection checks its server, so a server
 * that restarts with such settings is not used until they are corrected. What is configured to run in each new connection runs after it.
 */
final class DatabaseCheck implements BeanPostProcessor {

    /** SQLSTATE of a refusal. Its class is that of system errors, so loops try again without limit. */
    static final String REFUSED = "58C01";

    private static final String SYNCHRONOUS_COMMIT = """
        IF current_setting('synchronous_commit') = 'off' THEN
            RAISE EXCEPTION USING ERRCODE = '%s', MESSAGE =
                'PostgreSQL runs with synchronous_commit = off, so a crash may undo events that subscribers have already applied.'
                ' Set synchronous_commit = on in postgresql.conf, and for the role and the database of this service'
                ' (ALTER ROLE … RESET synchronous_commit, ALTER DATABASE … RESET synchronous_commit).';
        END IF;
        """.formatted(REFUSED);

    private static final String FSYNC = """
        IF 'off' IN (current_setting('fsync'), current_setting('full_page_writes')) THEN
            RAISE EXCEPTION USING ERRCODE = '%s', MESSAGE =
                'PostgreSQL runs with fsync or full_page_writes = off, so a crash of its machine may undo or destroy what it has'
                ' confirmed. Set both on in postgresql.conf; where the file system itself prevents that, or nothing need survive,'
                ' messaging.fsync-required=false takes such a server.';
        END IF;
        """.formatted(REFUSED);

    private final boolean fsyncRequired;

    DatabaseCheck(boolean fsyncRequired) {
        this.fsyncRequired = fsyncRequired;
    }

    /** Why before: a pool whose statements are traced is no pool any more afterwards. */
    @Override
    public Object postProcessBeforeInitialization(Object bean, String name) {
        if (bean instanceof HikariDataSource pool) {
            var check = "DO $$ BEGIN %s %s END $$".formatted(SYNCHRONOUS_COMMIT, fsyncRequired ? FSYNC : "");
            var configured = pool.getConnectionInitSql();
            pool.setConnectionInitSql(configured == null ? check : check + "; " + configured);
        }
        return bean;
    }
}
