package org.chasqui.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.tracing.Tracer;
import io.opentelemetry.api.OpenTelemetry;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;

/** A service that has no place to export traces to, as by default. */
@SpringBootTest(
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.endpoint.health.validate-group-membership=false"
        })
class UntracedServiceTests {

    @Test
    void hasNothingThatTracesOrExports(@Autowired ListableBeanFactory beans) {
        assertThat(beans.getBeanNamesForType(OpenTelemetry.class)).isEmpty();
        assertThat(beans.getBeanNamesForType(Tracer.class)).isEmpty();
    }
}
