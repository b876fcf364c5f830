package org.chasqui.messaging.consumer;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.UndeclaredThrowableException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import org.chasqui.messaging.consumer.SubscriptionTable.OffsetMoved;
import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.QueueName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.data.redis.RedisConnectionFailureException;
import org.springframework.jdbc.CannotGetJdbcConnectionException;
import org.springframework.jdbc.UncategorizedSQLException;
import org.springframework.transaction.CannotCreateTransactionException;
import org.springframework.transaction.TransactionSystemException;

class FailuresTests {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "08000", "08003", "08006", "40001", "40P01", "53100", "53200", "53300", "55P03", "57P01", "57P02",
                "57P03", "58030", "25P03", "25P04", "25006"
            })
    void theServersTroublePasses(String state) {
        assertThat(Failures.isTransient(sql(state))).isTrue();
        assertThat(Failures.isTransient(new UncategorizedSQLException("task", "SELECT", sql(state))))
                .isTrue();
        assertThat(Failures.isTransient(new IllegalStateException(new BatchUpdateException(sql(state)))))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"22001", "22P05", "23505", "23514", "42P01", "42601", "25P02", "57014", "P0001", "XX000", "0A000"
            })
    void theStatementsFaultStays(String state) {
        assertThat(Failures.isTransient(sql(state))).isFalse();
        assertThat(Failures.isTransient(new DataIntegrityViolationException("broken", sql(state))))
                .isFalse();
    }

    /** An event that needs longer than a statement may take would otherwise stop its stream for ever. */
    @Test
    void aStatementThatIsCancelledForItsTimeIsItsOwnFault() {
        assertThat(Failures.isTransient(new QueryTimeoutException("too long", sql("57014"))))
                .isFalse();
        assertThat(Failures.isTransient(new QueryTimeoutException("Redis is slow")))
                .isTrue();
    }

    @Test
    void whatIsNoFailureOfAServerIsTheEventsFault() {
        assertThat(Failures.isTransient(new IllegalStateException("a bug"))).isFalse();
        assertThat(Failures.isTransient(new StackOverflowError())).isFalse();
        assertThat(Failures.isTransient(new UndeclaredThrowableException(new Exception("checked"))))
                .isFalse();
    }

    /** When the connection breaks, the rollback fails too and hides why there had to be one. */
    @Test
    void aRollbackThatFailsDoesNotHideWhatItWasFor() {
        var rollback = new TransactionSystemException("JDBC rollback failed", new SQLException("Connection is closed"));
        assertThat(Failures.isTransient(rollback)).isTrue();

        var afterOther = new TransactionSystemException("rollback failed", new IllegalStateException());
        afterOther.initApplicationException(sql("57P01"));
        assertThat(Failures.isTransient(afterOther)).isTrue();
    }

    @Test
    void whatWasNotEvenTriedIsTriedAgain() {
        var wrongPassword = new SQLTransientConnectionException("no connection", "28P01");
        assertThat(Failures.isTransient(new CannotCreateTransactionException("none", wrongPassword)))
                .isTrue();
        assertThat(Failures.isTransient(new CannotGetJdbcConnectionException("none", wrongPassword)))
                .isTrue();
        assertThat(Failures.isTransient(new OffsetMoved(QueueName.of("a", "b"), Offset.START)))
                .isTrue();
        assertThat(Failures.isTransient(new RedisConnectionFailureException("gone")))
                .isTrue();
        assertThat(Failures.isTransient(new CannotAcquireLockException("busy"))).isTrue();
    }

    @Test
    void whoIsToldToStopHasNotFailed() {
        assertThat(Failures.isTransient(new IllegalStateException(new InterruptedException())))
                .isTrue();
    }

    @Test
    void circlesOfCausesEnd() {
        var one = new IllegalStateException("one");
        var two = new IllegalStateException("two", one);
        one.initCause(two);

        assertThat(Failures.isTransient(one)).isFalse();
    }

    @Test
    void aStackNamesEachCauseAndItsPlacesButNoMessage() {
        var cause = new IllegalArgumentException("of somebody");
        var failure = new IllegalStateException("the name of somebody", cause);

        assertThat(Failures.stack(failure))
                .startsWith("java.lang.IllegalStateException\n\tat org.chasqui.messaging.consumer.FailuresTests.")
                .contains("\nCaused by: java.lang.IllegalArgumentException\n\tat ", "\n\t... ")
                .doesNotContain("somebody");
    }

    @Test
    void aStackHasEightKibibytesAtMost() {
        var failure = new IllegalStateException();
        for (var depth = 0; depth < 20; depth++) {
            failure = new IllegalStateException(failure);
        }

        assertThat(Failures.stack(failure)).hasSize(8 * 1024);
    }

    private static SQLException sql(String state) {
        return new SQLException("failed", state);
    }
}
