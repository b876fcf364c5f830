package org.chasqui.products.commands;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.hibernate.cfg.JdbcSettings;
import org.hibernate.resource.jdbc.spi.StatementInspector;
import org.springframework.boot.hibernate.autoconfigure.HibernatePropertiesCustomizer;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;

/** Counts the statements of Hibernate: one that runs in a batch counts once. */
@TestConfiguration(proxyBeanMethods = false)
class StatementCounter {

    private final List<String> sent = new CopyOnWriteArrayList<>();

    @Bean
    HibernatePropertiesCustomizer countedStatements() {
        return properties -> properties.put(JdbcSettings.STATEMENT_INSPECTOR, (StatementInspector) this::sent);
    }

    List<String> during(Runnable action) {
        sent.clear();
        action.run();
        return List.copyOf(sent);
    }

    private String sent(String sql) {
        sent.add(sql);
        return sql;
    }
}
