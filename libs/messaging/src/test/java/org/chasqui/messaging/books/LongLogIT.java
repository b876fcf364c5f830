package org.chasqui.messaging.books;

import static org.assertj.core.api.Assertions.assertThat;

import org.chasqui.messaging.fixtures.MessagingFixture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** How PostgreSQL reads a part of a long log. */
class LongLogIT {

    private static final int EVENTS = 500_000;

    private static final MessagingFixture fixture = MessagingFixture.open();
    private static final JdbcTemplate sql = fixture.database().observer();

    @BeforeAll
    static void fill() {
        sql.update("""
                INSERT INTO messaging.event_log (event_id, type, aggregate_type, aggregate_id, aggregate_version, payload, position)
                SELECT gen_random_uuid(), 'thing.changed.v1', 'thing', n / 2, 1 + n % 2, '{}', n FROM generate_series(2, ?) AS n
                """, EVENTS);
        sql.execute("VACUUM ANALYZE messaging.event_log");
    }

    @AfterAll
    static void close() {
        fixture.close();
    }

    /** Also as PostgreSQL plans it for any positions: the driver prepares a statement that is used often. */
    @ParameterizedTest
    @ValueSource(strings = {"force_custom_plan", "force_generic_plan"})
    void readsNothingElse(String plans) {
        sql.execute("SET plan_cache_mode = " + plans);
        sql.execute("PREPARE part (bigint, bigint) AS "
                + Examinations.LOG.replace(":after", "$1").replace(":upTo", "$2"));

        var plan = sql.queryForList("EXPLAIN EXECUTE part (%d, %d)".formatted(EVENTS - 10_000, EVENTS), String.class);

        sql.execute("DEALLOCATE part");
        assertThat(String.join("\n", plan))
                .containsPattern(
                        "Index Scan using event_log_\\w+ on event_log event\\b.*\n +Index Cond: \\(\\(\"?position\"? ")
                .doesNotContain("Seq Scan on event_log", "Merge Anti Join");
    }
}
