package org.chasqui.platform.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.opentelemetry.api.common.AttributeKey;
import io.opentelemetry.sdk.testing.junit5.OpenTelemetryExtension;
import io.opentelemetry.sdk.trace.data.SpanData;
import org.chasqui.testing.TestServers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.springframework.jdbc.core.JdbcTemplate;

class TracedDataSourceIT {

    private static final String STATEMENT = "SELECT relname FROM pg_class WHERE relname = 'secret'";

    @RegisterExtension
    static final OpenTelemetryExtension telemetry = OpenTelemetryExtension.create();

    private final JdbcTemplate jdbc = new JdbcTemplate(
            new TracedDataSource(TestServers.postgres().createDatabase().dataSource(), telemetry.getOpenTelemetry()));

    @Test
    void aStatementOfTracedWorkIsASpanWithoutItsValues() {
        var work = telemetry
                .getOpenTelemetry()
                .getTracer("test")
                .spanBuilder("work")
                .startSpan();
        try (var scope = work.makeCurrent()) {
            jdbc.queryForList(STATEMENT, String.class);
        }

        var statement = telemetry.getSpans().getFirst();
        assertThat(statement.getParentSpanId()).isEqualTo(work.getSpanContext().getSpanId());
        assertThat(attribute(statement, "db.system.name")).isEqualTo("postgresql");
        assertThat(attribute(statement, "db.query.text")).isEqualTo("SELECT relname FROM pg_class WHERE relname = ?");
    }

    @Test
    void aStatementOfOtherWorkIsNone() {
        jdbc.queryForList(STATEMENT, String.class);

        assertThat(telemetry.getSpans()).isEmpty();
    }

    private static String attribute(SpanData span, String name) {
        return span.getAttributes().get(AttributeKey.stringKey(name));
    }
}
