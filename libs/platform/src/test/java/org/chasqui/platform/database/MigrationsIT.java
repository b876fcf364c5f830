package org.chasqui.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
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

    @Test
    void migrationsRunAsARoleOfTheirOwnWhereOneIsGiven() throws Exception {
        var role = database.username() + "_owner";
        try (var superuser = TestServers.postgres().connect();
                var statement = superuser.createStatement()) {
            statement.execute("CREATE ROLE %s LOGIN PASSWORD 'secret'".formatted(role));
            statement.execute("GRANT ALL ON DATABASE %s TO %s".formatted(database.username(), role));
        }
        jdbc.execute("GRANT ALL ON SCHEMA public TO " + role);

        run(List.of(OF_A_LIBRARY, "spring.flyway.user=" + role, "spring.flyway.password=secret"))
                .close();

        assertThat(jdbc.queryForList("SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'slow'"))
                .extracting("tableowner")
                .containsExactly(role);
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
        arguments.addAll(List.of(
                "spring.application.name=shelf",
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.datasource.hikari.data-source-properties.socketTimeout=1",
                "spring.datasource.hikari.data-source-properties.options=-c idle_in_transaction_session_timeout=300ms"
                        + " -c lock_timeout=300ms -c statement_timeout=600ms"));
        return new SpringApplicationBuilder(SlowLibrary.class)
                .bannerMode(Banner.Mode.OFF)
                .web(WebApplicationType.NONE)
                .run(Stream.concat(arguments.stream(), Stream.of("logging.level.root=error"))
                        .map(argument -> "--" + argument)
                        .toArray(String[]::new));
    }
}
