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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Checks that each service's role can use its own database and no other. */
@Drill
class RoleIsolationIT {

    /** SQLSTATE for no entry in pg_hba.conf, or no privilege to connect. */
    private static final List<String> TURNED_AWAY = List.of("28000", "42501");

    private final Invariants invariants;

    RoleIsolationIT(Invariants invariants) {
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
    void aRoleCannotConnectToAnotherServicesDatabase(Service one, Service other) {
        var role = invariants.of(one);
        var intruder = new Database(invariants.of(other).url(), role.username(), role.password());

        assertThatThrownBy(intruder::connect)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).isIn(TURNED_AWAY));
        assertThat(role.rows("SELECT has_database_privilege('%s', 'CONNECT')".formatted(other.database())))
                .containsExactly("f");
    }

    @ParameterizedTest
    @EnumSource
    void aRoleMayDoNothingBeyondItsDatabase(Service service) {
        assertThat(invariants
                        .of(service)
                        .rows("SELECT rolsuper, rolcreatedb, rolcreaterole, rolreplication, rolbypassrls "
                                + "FROM pg_roles WHERE rolname = current_user"))
                .containsExactly("f | f | f | f | f");
        assertThat(invariants
                        .of(service)
                        .number("SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member "
                                + "WHERE r.rolname = current_user"))
                .isZero();
    }

    @ParameterizedTest
    @EnumSource
    void aRoleNeedsItsPassword(Service service) {
        var guess = new Database(
                invariants.of(service).url(), invariants.of(service).username(), "guess");

        assertThatThrownBy(guess::connect)
                .isInstanceOfSatisfying(
                        SQLException.class, e -> assertThat(e.getSQLState()).startsWith("28"));
    }
}
