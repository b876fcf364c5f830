package org.chasqui.peers;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Runs the load over a peer, which is a bean of the application. */
@Configuration(proxyBeanMethods = false)
@EnableAutoConfiguration
@EnableConfigurationProperties(Plan.class)
public class Harness {

    private static final Map<String, Object> SETTINGS = Map.of(
            "spring.application.name", "peer",
            "spring.main.web-application-type", "none",
            "spring.main.banner-mode", "off",
            "logging.level.root", "warn",
            // why the same for all: the writers and eight threads of a subscriber never wait for a connection
            "spring.datasource.hikari.maximum-pool-size", "20");

    /**
     * Measures the peer and ends the program, with 0 if every change has reached the replica.
     *
     * @param peer its configuration
     */
    public static void measure(Class<?> peer, String... arguments) {
        var application = new SpringApplication(Harness.class, peer);
        application.setDefaultProperties(SETTINGS);
        try (var context = application.run(arguments)) {
            context.getBean(Load.class).run();
        }
        System.exit(0); // why: threads of a library may go on
    }

    @Bean
    Journal journal(Plan plan) {
        return new Journal(plan.total(), plan.rows());
    }

    @Bean
    Copies copies(JdbcTemplate jdbc, PlatformTransactionManager transactions, Journal journal) {
        return new Copies(jdbc, new TransactionTemplate(transactions), journal);
    }

    @Bean
    Load load(Plan plan, Peer peer, Journal journal, JdbcTemplate jdbc, PlatformTransactionManager transactions) {
        return new Load(plan, peer, journal, jdbc, new TransactionTemplate(transactions));
    }
}
