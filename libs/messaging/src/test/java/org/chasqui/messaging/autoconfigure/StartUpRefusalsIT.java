package org.chasqui.messaging.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.TestServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

/** Servers on which committed events could be lost are refused, with a sentence that says what to change. */
@ExtendWith(OutputCaptureExtension.class)
class StartUpRefusalsIT {

    private final TestDatabase database = TestServers.postgres().createDatabase();
    private final RedisServer redis = TestServers.startRedis();

    @AfterEach
    void close() {
        redis.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"messaging.instance=untraced", "management.tracing.export.zipkin.endpoint=http://127.0.0.1:1/"})
    void aPostgresThatMayForgetACommit(String setting, CapturedOutput output) throws Exception {
        try (var connection = TestServers.postgres().connect();
                var statement = connection.createStatement()) {
            statement.execute("ALTER ROLE %s SET synchronous_commit = off".formatted(database.username()));
        }

        assertThatThrownBy(() -> start(setting)).hasRootCauseInstanceOf(SQLException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("PostgreSQL runs with synchronous_commit = off")
                .contains("Set synchronous_commit = on in postgresql.conf, and for the role and the database of this"
                        + " service");
    }

    @Test
    void aPostgresThatDoesNotForceItsLogToTheDisk(CapturedOutput output) {
        assertThatThrownBy(() -> start("messaging.fsync-required=true")).hasRootCauseInstanceOf(SQLException.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("PostgreSQL runs with fsync or full_page_writes = off");
    }

    @Test
    void aRedisThatThrowsKeysAway(CapturedOutput output) {
        redis.commands().configSet("maxmemory-policy", "allkeys-lru");

        assertThatThrownBy(this::start).hasRootCauseInstanceOf(UnsuitableServer.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START")
                .contains("Redis has maxmemory-policy allkeys-lru")
                .contains("Set maxmemory-policy noeviction");
    }

    @Test
    void butNotARedisThatIsAway() {
        redis.kill();

        assertThatCode(this::start).doesNotThrowAnyException();
    }

    private void start(String... own) {
        var arguments = new ArrayList<>(List.of(SampleMessagingService.PROPERTIES));
        arguments.addAll(List.of(own));
        arguments.addAll(List.of(
                "spring.datasource.url=" + database.url(),
                "spring.datasource.username=" + database.username(),
                "spring.datasource.password=" + database.password(),
                "spring.flyway.user=" + database.owner(),
                "spring.flyway.password=" + database.ownerPassword(),
                "spring.data.redis.host=" + redis.host(),
                "spring.data.redis.port=" + redis.port(),
                "logging.level.root=error"));
        new SpringApplicationBuilder(SampleMessagingService.class)
                .bannerMode(Banner.Mode.OFF)
                .web(WebApplicationType.NONE)
                .run(arguments.stream().map(argument -> "--" + argument).toArray(String[]::new))
                .close();
    }
}
