package org.chasqui.platform;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.StandardEnvironment;

class PlatformDefaultsTests {

    private final StandardEnvironment environment = new StandardEnvironment();

    @Test
    void hold() {
        process();
        assertThat(environment.getProperty("spring.datasource.hikari.data-source-properties.options"))
                .isEqualTo("-c idle_in_transaction_session_timeout=10s -c lock_timeout=3s -c statement_timeout=30s");
        assertThat(environment.getProperty("management.endpoint.health.group.readiness.include"))
                .isEqualTo("readinessState,db");
    }

    @Test
    void yieldToEveryOtherSource() {
        environment.getPropertySources().addLast(new MapPropertySource("own", Map.of("server.shutdown", "immediate")));
        process();
        assertThat(environment.getProperty("server.shutdown")).isEqualTo("immediate");
    }

    @Test
    void encryptEveryConnectionIfThereIsADirectoryOfCertificates() {
        process();
        assertThat(environment.getProperty("server.ssl.bundle")).isNull();

        var settings = Map.<String, Object>of("chasqui.tls.directory", "/run/tls", "spring.application.name", "llamas");
        environment.getPropertySources().addLast(new MapPropertySource("own", settings));
        process();
        assertThat(environment.getProperty("server.ssl.bundle")).isEqualTo("chasqui");
        assertThat(environment.getProperty("spring.data.redis.ssl.bundle")).isEqualTo("chasqui");
        assertThat(environment.getProperty("spring.ssl.bundle.pem.chasqui.keystore.private-key"))
                .isEqualTo("file:/run/tls/llamas.key");
        assertThat(environment.getProperty("spring.datasource.hikari.data-source-properties.sslmode"))
                .isEqualTo("verify-full");
        assertThat(environment.getProperty("spring.flyway.jdbc-properties.sslrootcert"))
                .isEqualTo("/run/tls/authority.pem");
    }

    private void process() {
        new PlatformDefaults().postProcessEnvironment(environment, new SpringApplication());
    }
}
