package org.chasqui.views;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.chasqui.platform.FaultPoint;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestServers;
import org.chasqui.views.StaleViews.TransactionOutcomes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionSynchronizationUtils;

/** The marks of a transaction stay or go by its real outcome, also where its transaction manager reports another. */
class StaleViewsIT {

    private static final ViewCache.Keys KEYS = new ViewCache.Keys("test");
    private static final String KEY = KEYS.of("thing", 1);
    private static final Duration LIFE = Duration.ofMinutes(60);
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private static final RedisServer redis = TestServers.startRedis();
    private static final LettuceConnectionFactory factory =
            new LettuceConnectionFactory(new RedisStandaloneConfiguration(redis.host(), redis.port()));
    private static final DataSource database =
            TestServers.postgres().createDatabase().dataSource();

    private final StaleViews stale = new StaleViews(
            new StringRedisTemplate(factory),
            KEYS,
            new TransactionOutcomes(new JdbcTemplate(database)),
            LIFE,
            FaultPoint.NONE);

    @BeforeAll
    static void start() {
        factory.afterPropertiesSet();
        factory.start();
    }

    @AfterAll
    static void stop() {
        factory.destroy();
        redis.close();
    }

    @BeforeEach
    void begin() {
        TransactionSynchronizationManager.initSynchronization();
    }

    @AfterEach
    void end() {
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.clearSynchronization();
        }
    }

    /** JPA's says "rolled back" where a connection breaks during the commit; the server may still wait for the commit, or for a standby. */
    @ParameterizedTest
    @ValueSource(ints = {TransactionSynchronization.STATUS_UNKNOWN, TransactionSynchronization.STATUS_ROLLED_BACK})
    void stayUntilTheServerSaysHowTheTransactionHasEnded(int status) throws Exception {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            change(connection, status);
            assertThat(redis.commands().get(KEY)).startsWith("!");

            redis.commands().expire(KEY, 600);
            await().atMost(LIMIT)
                    .until(() -> redis.commands().ttl(KEY) > 600); // the server was asked, and the mark renewed
            connection.commit();
        }
        await().atMost(LIMIT).until(() -> redis.commands().exists(KEY) == 0);
    }

    @Test
    void goWithTheCommit() throws Exception {
        try (var connection = database.getConnection()) {
            connection.setAutoCommit(false);
            change(connection, TransactionSynchronization.STATUS_COMMITTED);
        }
        assertThat(redis.commands().exists(KEY)).isZero();
    }

    /** The transaction is idle meanwhile, and the server ends it after ten seconds. */
    @Test
    void areSetAllAtOnceHoweverOftenATransactionSaysWhatItChanges() {
        LongStream.rangeClosed(1, 1_000).forEach(id -> stale.changed("thing", List.of(id)));

        assertThat(TransactionSynchronizationManager.getSynchronizations()).hasSize(1);
        assertThatIllegalStateException().isThrownBy(() -> stale.changed("thing", List.of(1_001L)));
    }

    private void change(Connection connection, int status) {
        TransactionSynchronizationManager.bindResource(database, new ConnectionHolder(connection));
        stale.changed("thing", List.of(1L));
        TransactionSynchronizationUtils.triggerBeforeCommit(false);
        var changes = TransactionSynchronizationManager.getSynchronizations();
        TransactionSynchronizationManager.unbindResource(database);
        TransactionSynchronizationManager.clearSynchronization();
        TransactionSynchronizationUtils.invokeAfterCompletion(changes, status);
    }
}
