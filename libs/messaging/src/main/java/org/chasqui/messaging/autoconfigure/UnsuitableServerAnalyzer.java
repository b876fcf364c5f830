package org.chasqui.messaging.autoconfigure;

import java.sql.SQLException;
import org.chasqui.platform.database.SqlTrouble;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

/** Shows the sentence alone where a start-up is refused, without a stack trace around it. */
final class UnsuitableServerAnalyzer implements FailureAnalyzer {

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        return SqlTrouble.causes(failure).stream()
                .filter(UnsuitableServerAnalyzer::isRefusal)
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
