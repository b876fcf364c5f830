package org.chasqui.messaging.autoconfigure;

import java.sql.SQLException;
import org.chasqui.platform.database.SqlFailure;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** A server is set up so that committed events could be lost. The message says what to change. */
final class UnsuitableServer extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnsuitableServer(String message) {
        super(message);
    }

    /** Shows the message of a refused start without a stack trace. */
    static final class Analyzer implements FailureAnalyzer {

        @Override
        public @Nullable FailureAnalysis analyze(Throwable failure) {
            return SqlFailure.causes(failure).stream()
                    .filter(Analyzer::isRefusal)
                    .reduce((first, second) ->
                            second) // why the last: those above it repeat its SQLSTATE in words of their own
                    .map(refusal -> new FailureAnalysis(String.valueOf(refusal.getMessage()), null, failure))
                    .orElse(null);
        }

        private static boolean isRefusal(Throwable cause) {
            return cause instanceof UnsuitableServer
                    || (cause instanceof SQLException sql && DatabaseCheck.REFUSED.equals(sql.getSQLState()));
        }
    }
}
