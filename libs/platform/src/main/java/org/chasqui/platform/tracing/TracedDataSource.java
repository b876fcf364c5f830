package org.chasqui.platform.tracing;

import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.instrumentation.jdbc.datasource.JdbcTelemetry;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Makes a span of each statement and commit of work that is traced, by OpenTelemetry's conventions for databases. Other work gets the
 * connections of the pool as they are: loops that look for work would otherwise begin a trace with each look.
 */
final class TracedDataSource extends DelegatingDataSource {

    static {
        // The library still names attributes as before these conventions were stable, unless it is told.
        System.getProperties().putIfAbsent("otel.semconv-stability.opt-in", "database");
    }

    private final DataSource traced;

    TracedDataSource(DataSource pool, OpenTelemetry telemetry) {
        super(pool);
        traced = JdbcTelemetry.builder(telemetry)
                .setDataSourceInstrumenterEnabled(false)
                .setTransactionInstrumenterEnabled(true)
                .build()
                .wrap(pool);
    }

    @Override
    public Connection getConnection() throws SQLException {
        return Span.current().getSpanContext().isSampled() ? traced.getConnection() : super.getConnection();
    }
}
