package org.chasqui.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.transaction.TransactionSystemException;

class DatabaseFailureTests {

    @ParameterizedTest
    @ValueSource(strings = {"08006", "40001", "40P01", "53300", "57P01", "57014", "55P03", "25P03"})
    void aServerInTroublePasses(String state) {
        assertThat(DatabaseFailure.isPassing(new RuntimeException(new SQLException("trouble", state))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"23505", "22001", "42P01"})
    void aMistakeOfOursStays(String state) {
        assertThat(DatabaseFailure.isPassing(new RuntimeException(new SQLException("mistake", state))))
                .isFalse();
    }

    @Test
    void aConnectionThatIsGoneWhenARollbackNeedsItPasses() {
        var rollback = new TransactionSystemException("Unable to rollback", new SQLException("Connection is closed"));
        assertThat(DatabaseFailure.isPassing(rollback)).isTrue();
    }

    @Test
    void aFailureThatHasNothingToDoWithTheDatabaseStays() {
        assertThat(DatabaseFailure.isPassing(new IllegalStateException("a defect")))
                .isFalse();
    }
}
