package org.chasqui.platform.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import org.chasqui.platform.CurrentSecret;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;

/** Lets the service's password be renewed while the service runs: each new connection of the pool takes the password of that moment. */
@AutoConfiguration
@ConditionalOnClass(HikariDataSource.class)
public final class DatabaseAutoConfiguration {

    @Bean
    static BeanPostProcessor poolsReadTheCurrentPassword(ConfigurableEnvironment environment) {
        var password = CurrentSecret.of(environment, "spring.datasource.password");
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && pool.getPassword() != null) {
                    var user = pool.getUsername();
                    pool.setCredentialsProvider(() -> Credentials.of(user, password.get()));
                }
                return bean;
            }
        };
    }
}
