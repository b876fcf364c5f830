package org.chasqui.messaging.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.chasqui.platform.database.SqlFailure;
import org.chasqui.testing.PostgresServer;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/** Servers that were well when the service started, and then come back with other settings. */
@SpringBootTest(
        classes = SampleMessagingService.class,
        properties = {
            "spring.application.name=shelf",
            "messaging.autostart=false",
            "spring.data.redis.timeout=2s",
            "spring.flyway.locations=classpath:db/shelf",
            "spring.datasource.hikari.connection-timeout=1000"
        })
@UsesServers(ownPostgres = true)
class ChangedServersIT {

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private PostgresServer postgres;

    @Autowired
    private TestDatabase database;

    @Autowired
    private RedisServer redis;

    @Autowired
    private RedisCheck redisCheck;

    @Test
    void aPostgresThatMayForgetACommitIsNotUsedUntilItIsSetRight() throws Exception {
        administer("ALTER DATABASE %s SET synchronous_commit = off");
        postgres.stop();
        postgres.start();

        assertThatThrownBy(() -> jdbc.execute("CREATE TABLE lost ()"))
                .isInstanceOf(DataAccessException.class)
                .rootCause()
                .hasMessageContaining("synchronous_commit = off")
                .satisfies(refusal ->
                        assertThat(SqlFailure.of((SQLException) refusal)).isEqualTo(SqlFailure.TRANSIENT));

        administer("ALTER DATABASE %s RESET synchronous_commit");
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .ignoreExceptions()
                .until(() -> jdbc.queryForObject("SELECT to_regclass('lost') IS NULL", Boolean.class));
    }

    @Test
    void aRedisThatThrowsKeysAwayIsNotUsedUntilItIsSetRight() {
        redisCheck.check();
        redis.commands().configSet("maxmemory-policy", "allkeys-lru");

        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> assertThatThrownBy(redisCheck::check).isInstanceOf(UnsuitableServer.class));

        redis.restart();
        Awaitility.await().atMost(Duration.ofSeconds(30)).ignoreExceptions().untilAsserted(redisCheck::check);
    }

    private void administer(String statement) throws SQLException {
        try (var connection = postgres.connect();
                var administration = connection.createStatement()) {
            administration.execute(statement.formatted(database.username()));
        }
    }
}
