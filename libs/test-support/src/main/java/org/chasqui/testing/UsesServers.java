package org.chasqui.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the Spring context of a test an empty database and an empty Redis, each started on first use. It works with {@code @SpringBootTest}
 * and with slices such as {@code @DataJpaTest}, and turns off their embedded database.
 * <pre>{@code
 * @DataJpaTest
 * @UsesServers
 * class OrdersIT { … }
 * }</pre>
 *
 * <p>It sets the properties {@code spring.datasource.*} and {@code spring.data.redis.*}, which override every configuration file but not
 * the test's own {@code properties = …}. It adds the beans {@link TestDatabase}, {@link PostgresServer} and {@link RedisServer}, for tests
 * that query the servers directly, or stop and start them.
 *
 * <p>Test classes of the same configuration share a cached context and its database. A test that other tests' data would disturb uses its
 * own keys or empties the tables first.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface UsesServers {

    /**
     * Starts a PostgreSQL for this context alone, for a test that stops or crashes it. This takes two seconds more than a database in the
     * shared server.
     */
    boolean ownPostgres() default false;

    /**
     * Puts a {@link TcpProxy} in front of each server, for a test that breaks connections. The beans are {@code postgresProxy} and {@code
     * redisProxy}. The test's own connections, by {@link TestDatabase} and {@link RedisServer}, bypass them.
     */
    boolean proxied() default false;
}
