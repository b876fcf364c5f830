package org.chasqui.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresServerIT {

    @Test
    void keepsTheDatabasesOfTestsApart() throws SQLException {
        var mine = TestServers.postgres().createDatabase();
        var other = TestServers.postgres().createDatabase();

        execute(mine, "CREATE TABLE thing (id bigint)");

        assertThatThrownBy(() -> execute(other, "SELECT * FROM thing")).hasMessageContaining("does not exist");
        for (var role : List.of(mine.username(), mine.owner())) {
            var password = role.equals(mine.owner()) ? mine.ownerPassword() : mine.password();
            assertThatThrownBy(() -> DriverManager.getConnection(other.url(), role, password))
                    .hasMessageContaining("permission denied for database");
        }
    }

    @Test
    void commitsAndSortsLikeAProductionServer() throws SQLException {
        var database = TestServers.postgres().createDatabase();

        assertThat(valueOf(database, "SHOW synchronous_commit")).isEqualTo("on");
        assertThat(valueOf(database, "SELECT lower('ÉÑ')")).isEqualTo("éñ");
    }

    @Test
    void keepsCommittedDataAndItsPortOverACrash() throws SQLException {
        try (var postgres = TestServers.startPostgres()) {
            var database = postgres.createDatabase();
            execute(database, "CREATE TABLE thing AS SELECT 42 AS answer");

            postgres.crash();
            assertThat(postgres.isRunning()).isFalse();
            assertThatThrownBy(() -> execute(database, "SELECT 1")).isInstanceOf(SQLException.class);
            postgres.start();

            assertThat(valueOf(database, "SELECT answer FROM thing")).isEqualTo("42");
            postgres.stop();
            postgres.start();
            assertThat(valueOf(database, "SELECT answer FROM thing")).isEqualTo("42");
        }
    }

    private static void execute(TestDatabase database, String sql) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String valueOf(TestDatabase database, String query) throws SQLException {
        try (var connection = database.dataSource().getConnection();
                var statement = connection.createStatement();
                var result = statement.executeQuery(query)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
