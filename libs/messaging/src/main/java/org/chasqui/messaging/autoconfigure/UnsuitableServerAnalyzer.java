package org.chasqui.messaging.autoconfigure;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows the sentence alone where a start-up is refused, without a stack trace around it. */
final class UnsuitableServerAnalyzer extends AbstractFailureAnalyzer<UnsuitableServer> {

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable failure, UnsuitableServer cause) {
        return new FailureAnalysis(String.valueOf(cause.getMessage()), null, failure);
    }
}
