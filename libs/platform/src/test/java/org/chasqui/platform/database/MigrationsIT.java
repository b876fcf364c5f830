package org.chasqui.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.chasqui.platform.database.MigrationsAutoConfiguration.LibrarySchema;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;

/** A migration of a large table takes minutes; the limits of a service's transactions, small ones here, are not for it. */
@Timeout(120)
class MigrationsIT {

    private static final String OF_THE_SERVICE = "spring.flyway.locations=classpath:db/slow";
    private static final String OF_A_LIBRARY = "slow.library=true";

    private static final String INSUFFICIENT_PRIVILEGE = "42501";

    private final TestDatabase database = TestServers.postgres().createDatabase();
    private final JdbcTemplate jdbc = new JdbcTemplate(database.dataSource());

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class SlowLibrary {

        @Bean
        @ConditionalOnProperty("slow.library")
        LibrarySchema slow() {
            return new LibrarySchema("slow");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OF_THE_SERVICE, OF_A_LIBRARY})
    void aMigrationTakesAsLongAsItNeedsAndASecondInstanceWaitsForIt(String migrations) throws Exception {
        try (var brake = database.dataSource().getConnection()) {
            hold(brake);
            var first = start(migrations);
            awaitThat(first, "a migration runs for longer than all limits of the pool", """
                SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database()
                AND wait_event = 'advisory' AND clock_timestamp() - query_start > '1.2 s'
                """);
            var second = start(migrations);
            awaitThat(second, "the other instance asks whether it may begin", """
                SELECT count(*) = 1 FROM pg_stat_activity WHERE datname = current_database()
                AND query LIKE 'SELECT pg_try_advisory_lock%' AND state = 'idle'
                """);
            brake.close();

            first.join().close();
            second.join().close();
        }
        assertThat(jdbc.queryForList(
                        "SELECT indexrelid::regclass::text FROM pg_index WHERE indisvalid AND indrelid::regclass::text"
                                + " LIKE '%slow'",
                        String.class))
                .hasSize(2)
                .anyMatch(index -> index.endsWith("slow_name"));
    }

    /** Its script is not in a transaction, so Flyway keeps that it has failed. */
    @ParameterizedTest
    @CsvSource({OF_THE_SERVICE + ", public", OF_A_LIBRARY + ", slow"})
    void anIndexThatCouldNotBeMadeIsMadeAtTheNextStart(String migrations, String schema) {
        run(List.of(migrations, "spring.flyway.target=1?")).close();
        jdbc.execute("CREATE TABLE %s.slow_name ()".formatted(schema));
        assertThatThrownBy(() -> run(List.of(migrations))).hasStackTraceContaining("is not an index");
        jdbc.execute("DROP TABLE %s.slow_name".formatted(schema));

        run(List.of(migrations)).close();

        assertThat(jdbc.queryForList(
                        "SELECT indisvalid FROM pg_index WHERE indexrelid = ?::regclass",
                        Boolean.class,
                        schema + ".slow_name"))
                .containsExactly(true);
    }

    @Test
    void theServiceGetsTheRowsOfTablesThatItsMigrationsOwnAndNothingElse() throws Exception {
        var second = List.of(OF_A_LIBRARY, "spring.flyway.locations=classpath:db/slow");
        run(second).close();
        run(second).close();

        assertThat(jdbc.queryForList(
                        "SELECT DISTINCT tableowner FROM pg_tables WHERE tablename = 'slow'", String.class))
                .containsExactly(database.owner());
        assertThat(jdbc.queryForList("""
                        SELECT table_schema || '.' || table_name || ' ' || string_agg(privilege_type, ' ' ORDER BY privilege_type)
                        FROM information_schema.role_table_grants WHERE grantee = ? AND privilege_type <> 'TRUNCATE'
                        GROUP BY table_schema, table_name ORDER BY 1
                        """, String.class, database.username()))
                .containsExactly("public.slow DELETE INSERT SELECT UPDATE", "slow.slow DELETE INSERT SELECT UPDATE");
        assertThat(jdbc.queryForList("""
                        SELECT relname FROM pg_sequence JOIN pg_class c ON c.oid = seqrelid WHERE has_sequence_privilege(?, seqrelid, 'USAGE')
                        """, String.class, database.username()))
                .containsExactly("slow_number", "slow_number");
        try (var service = DriverManager.getConnection(database.url(), database.username(), database.password())) {
            for (var forbidden : List.of(
                    "SELECT * FROM public.flyway_schema_history",
                    "SELECT * FROM slow.schema_history",
                    "ALTER TABLE slow.slow ADD COLUMN mine int",
                    "DROP TABLE slow.slow",
                    "CREATE TABLE slow.mine ()",
                    "CREATE TABLE public.mine ()",
                    "CREATE SCHEMA mine",
                    "CREATE TEMPORARY TABLE mine ()",
                    "SELECT setval('slow.slow_number', 1)")) {
                assertThatThrownBy(() -> service.createStatement().execute(forbidden))
                        .as(forbidden)
                        .isInstanceOfSatisfying(
                                SQLException.class,
                                e -> assertThat(e.getSQLState()).isEqualTo(INSUFFICIENT_PRIVILEGE));
            }
        }
    }

    @Test
    void aRoleThatMigratesItsOwnDatabaseNeedsNoGrants() throws Exception {
        run(List.of(
                        OF_A_LIBRARY,
                        "spring.datasource.username=" + database.owner(),
                        "spring.datasource.password=" + database.ownerPassword()))
                .close();

        assertThat(jdbc.queryForObject("SELECT count(*) FROM slow.schema_history", Integer.class))
                .isPositive();
    }

    private static void hold(Connection connection) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute("SELECT pg_advisory_lock(1)");
        }
    }

    /** Fails at once with what has ended the instance. */
    private void awaitThat(CompletableFuture<ConfigurableApplicationContext> instance, String what, String query) {
        Awaitility.await(what).atMost(Duration.ofSeconds(60)).until(() -> {
            instance.getNow(null);
            return Boolean.TRUE.equals(jdbc.queryForObject(query, Boolean.class));
        });
    }

    private CompletableFuture<ConfigurableApplicationContext> start(String... arguments) {
        return CompletableFuture.supplyAsync(
                () -> run(List.of(arguments)), instance -> Thread.ofPlatform().start(instance));
    }

    private ConfigurableApplicationContext run(List<String> own) {
        var arguments = new ArrayList<>(own);
        Stream.of(
                        "spring.application.name=shelf",
                        "spring.datasource.url=" + database.url(),
                        "spring.datasource.username=" + database.username(),
                        "spring.datasource.password=" + database.password(),
                        "spring.flyway.user=" + database.owner(),
                        "spring.flyway.password=" + database.ownerPassword(),
                        "spring.datasource.hikari.data-source-properties.socketTimeout=1",
                        "spring.datasource.hikari.data-source-properties.options=-c idle_in_transaction_session_timeout=300ms"
                                + " -c lock_timeout=300ms -c statement_timeout=600ms")
                .filter(setting -> own.stream().noneMatch(mine -> mine.startsWith(setting.replaceFirst("=.*", "="))))
                .forEach(arguments::add);
        return new SpringApplicationBuilder(SlowLibrary.class)
                .bannerMode(Banner.Mode.OFF)
                .web(WebApplicationType.NONE)
                .run(Stream.concat(arguments.stream(), Stream.of("logging.level.root=error"))
                        .map(argument -> "--" + argument)
                        .toArray(String[]::new));
    }
}
