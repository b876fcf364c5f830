package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.invariants.Database;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks that each service's two roles can use its own database and no other, and that the service's own role changes rows alone. */
@Drill
class RoleIsolationIT {

    /** SQLSTATE for no entry in pg_hba.conf, or no privilege to connect. */
    private static final List<String> TURNED_AWAY = List.of("28000", "42501");

    private final ShopProcesses processes;
    private final Invariants invariants;

    RoleIsolationIT(ShopProcesses processes, Invariants invariants) {
        this.processes = processes;
        this.invariants = invariants;
    }

    static Stream<Arguments> pairs() {
        return Arrays.stream(Service.values())
                .flatMap(one -> Arrays.stream(Service.values())
                        .filter(other -> other != one)
                        .map(other -> Arguments.of(one, other)));
    }

    @ParameterizedTest
    @MethodSource("pairs")
    void noRoleCanConnectToAnotherServicesDatabase(Service one, Service other) {
        for (var role : List.of(service(one), owner(one))) {
            var intruder = new Database(processes.databaseUrl(other), role.username(), role.password());

            assertThatThrownBy(intruder::connect)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).isIn(TURNED_AWAY));
            assertThat(role.rows("SELECT has_database_privilege('%s', 'CONNECT')".formatted(other.database())))
                    .containsExactly("f");
        }
    }

    @ParameterizedTest
    @EnumSource
    void noRoleMayDoAnythingBeyondItsDatabase(Service service) {
        for (var role : List.of(service(service), owner(service))) {
            assertThat(role.rows("SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls "
                            + "FROM pg_roles WHERE rolname = current_user"))
                    .containsExactly("f | f | f | f | f");
            assertThat(role.number("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
                            + "WHERE r.rolname = current_user"))
                    .isZero();
        }
    }

    @ParameterizedTest
    @EnumSource
    void aServiceHasNoPrivilegeBeyondTheRowsOfItsTables(Service service) {
        var role = service(service);

        assertThat(role.rows("SELECT has_database_privilege(current_database(), 'CREATE'), "
                        + "has_database_privilege(current_database(), 'TEMPORARY')"))
                .containsExactly("f | f");
        assertThat(role.rows(
                        "SELECT count(*) FROM pg_shdepend WHERE refobjid = current_user::regrole AND deptype = 'o'"))
                .as("what it owns")
                .containsExactly("0");
        assertThat(role.rows("SELECT nspname FROM pg_namespace WHERE has_schema_privilege(oid, 'CREATE')"))
                .isEmpty();
        assertThat(role.rows("""
                        SELECT relname FROM pg_class c JOIN pg_namespace n ON n.oid = relnamespace
                        WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND nspname NOT IN ('pg_catalog', 'information_schema', 'pg_toast')
                        AND (has_table_privilege(c.oid, 'TRUNCATE, REFERENCES, TRIGGER')
                             OR relname LIKE '%schema_history' AND has_any_column_privilege(c.oid, 'SELECT, INSERT, UPDATE'))
                        """)).isEmpty();
        assertThat(
                        role.rows(
                                "SELECT seqrelid::regclass FROM pg_sequence WHERE has_sequence_privilege(seqrelid, 'SELECT, UPDATE')"))
                .isEmpty();
        // why not triggers of a fixed path: only a statement on their table runs them, and the role can attach them to
        // no other
        assertThat(role.rows("""
                        SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = pronamespace
                        WHERE nspname NOT IN ('pg_catalog', 'information_schema') AND prosecdef
                        AND NOT (prorettype = 'trigger'::regtype
                                 AND EXISTS (SELECT FROM unnest(proconfig) AS setting WHERE setting LIKE 'search_path=%'))
                        """)).as("functions with the rights of others").isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE mine ()",
                "CREATE SCHEMA mine",
                "CREATE TEMPORARY TABLE mine ()",
                "ALTER TABLE users ADD COLUMN mine int",
                "DROP TABLE users",
                "TRUNCATE users",
                "CREATE INDEX ON users (version)",
                "DROP SCHEMA messaging CASCADE",
                "SELECT * FROM flyway_schema_history",
                "DELETE FROM flyway_schema_history",
                "SELECT * FROM messaging.schema_history",
                "COPY users TO PROGRAM 'cat'",
                "SELECT pg_read_file('pg_hba.conf')",
                "SET ROLE users_commands_owner",
                "ALTER ROLE users_queries PASSWORD 'x'"
            })
    void aServiceIsRefused(String statement) {
        assertThatThrownBy(() -> service(Service.USERS_COMMANDS).execute(statement))
                .cause()
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
    }

    @ParameterizedTest
    @EnumSource
    void aRoleNeedsItsPassword(Service service) {
        for (var role : List.of(service(service), owner(service))) {
            var guess = new Database(role.url(), role.username(), "guess");

            assertThatThrownBy(guess::connect)
                    .isInstanceOfSatisfying(
                            SQLException.class, e -> assertThat(e.getSQLState()).startsWith("28"));
        }
    }

    private Database service(Service service) {
        return new Database(processes.databaseUrl(service), service.database(), processes.databasePassword(service));
    }

    private Database owner(Service service) {
        return invariants.of(service);
    }
}
