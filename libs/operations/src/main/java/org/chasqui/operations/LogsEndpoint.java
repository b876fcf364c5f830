package org.chasqui.operations;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.slf4j.event.Level;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code GET /actuator/logs?since=&level=&trace=&limit=} shows what this instance has logged last, in memory for as long as it runs. */
@Endpoint(id = "logs")
final class LogsEndpoint {

    private static final int DEFAULT_LIMIT = 200;

    private final RecentLog log;

    LogsEndpoint(RecentLog log) {
        this.log = log;
    }

    record Lines(List<LogLine> lines) {}

    @ReadOperation
    Lines lines(@Nullable Instant since, @Nullable Level level, @Nullable String trace, @Nullable Integer limit) {
        return new Lines(log.find(
                Objects.requireNonNullElse(since, Instant.MIN),
                Objects.requireNonNullElse(level, Level.TRACE),
                trace,
                Math.clamp(Objects.requireNonNullElse(limit, DEFAULT_LIMIT), 1, RecentLog.MAX_LINES)));
    }
}
