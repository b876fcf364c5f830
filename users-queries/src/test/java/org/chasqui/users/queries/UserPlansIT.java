package org.chasqui.users.queries;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.chasqui.users.queries.view.UserViews;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.JdbcTemplate;

/** How PostgreSQL reads the lists of many users; {@code -Dchasqui.plans.rows=1000000} makes more of them. */
@SpringBootTest(
        properties = {
            "messaging.autostart=false",
            "spring.jpa.properties.hibernate.session_factory.statement_inspector=org.chasqui.users.queries.UserPlansIT$Statements"
        })
@UsesServers
class UserPlansIT {

    private static final Logger log = LoggerFactory.getLogger(UserPlansIT.class);

    private static final int ROWS = Integer.getInteger("chasqui.plans.rows", 20_000);
    private static final int PAGE = 51;

    /** Notes what Hibernate sends, in its own words. */
    public static final class Statements implements StatementInspector {

        private static final List<String> SENT = Collections.synchronizedList(new ArrayList<>());

        @Override
        public String inspect(String sql) {
            SENT.add(sql);
            return sql;
        }
    }

    /** Only the owner of a table may have its statistics made. */
    @BeforeAll
    static void fill(@Autowired TestDatabase database) {
        var owner = new JdbcTemplate(database.dataSource());
        owner.execute("TRUNCATE user_view");
        owner.update("""
                INSERT INTO user_view (id, version, username, username_key)
                SELECT n, 1, 'User ' || n, 'user ' || n FROM generate_series(1, ?) AS n
                """, ROWS);
        owner.execute("VACUUM ANALYZE user_view");
    }

    @AfterAll
    static void empty(@Autowired JdbcTemplate jdbc) {
        jdbc.execute("TRUNCATE user_view");
    }

    @Autowired
    private UserViews users;

    @Autowired
    private JdbcTemplate jdbc;

    @Test
    void findsAUserByTheNameWithoutReadingOthers() {
        Statements.SENT.clear();
        assertThat(users.findByUsernameKeyAndIdGreaterThanOrderById("user 17", 0, Limit.of(PAGE)))
                .hasSize(1);

        assertThat(plan("user 17", 0L, PAGE))
                .containsPattern("Index Scan using user_view_username_key .*rows=1 ")
                .doesNotContain("Filter", "Seq Scan");
    }

    @Test
    void readsAPageFromWhereTheLastOneEnded() {
        Statements.SENT.clear();
        assertThat(users.findByIdGreaterThanOrderById(9_000, Limit.of(PAGE))).hasSize(PAGE);

        assertThat(plan(9_000L, PAGE))
                .containsPattern("Index Scan using user_view_pkey .*rows=51 ")
                .doesNotContain("Filter", "Seq Scan");
    }

    private String plan(Object... arguments) {
        assertThat(Statements.SENT).hasSize(1);
        var sql = Statements.SENT.getFirst();
        var plan = String.join("\n", jdbc.queryForList("EXPLAIN (ANALYZE, COSTS off) " + sql, String.class, arguments));
        log.info("{} {}\n{}", sql, arguments, plan);
        return plan;
    }
}
