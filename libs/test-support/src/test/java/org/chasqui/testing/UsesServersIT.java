package org.chasqui.testing;

import static org.assertj.core.api.Assertions.assertThat;

import javax.sql.DataSource;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;

@SpringBootTest(classes = UsesServersIT.Application.class)
@UsesServers
class UsesServersIT {

    @Configuration
    @EnableAutoConfiguration
    static class Application {}

    @Autowired
    private TestDatabase database;

    @Autowired
    private RedisServer redis;

    @Autowired
    private StringRedisTemplate template;

    @Autowired
    private DataSource dataSource;

    @Test
    void connectsTheContextToItsOwnServers() {
        assertThat(new JdbcTemplate(dataSource).queryForObject("SELECT current_database()", String.class))
                .isEqualTo(database.username());

        template.opsForValue().set("key", "value");
        assertThat(redis.commands().get("key")).isEqualTo("value");
    }

    @Nested
    class InANestedClass {

        @Test
        void holdsToo(@Autowired TestDatabase nested) {
            assertThat(nested).isEqualTo(database);
        }
    }

    @Nested
    @SpringBootTest(classes = Application.class, properties = "spring.data.redis.port=1")
    @UsesServers
    class ATestsOwnProperty {

        @Test
        void wins(@Autowired Environment environment) {
            assertThat(environment.getProperty("spring.data.redis.port")).isEqualTo("1");
        }
    }
}
