package org.chasqui.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives the Spring context of a test an empty database and an empty Redis, each started when it is first asked for. Works
 * beside {@code @SpringBootTest} and beside slices such as {@code @DataJpaTest}, whose replacement of the database it turns off.
 * <pre>{@code
 * @DataJpaTest
 * @UsesServers
 * class OrdersIT { … }
 * }</pre>
 *
 * <p>The context has the properties {@code spring.datasource.*} and {@code spring.data.redis.*} set, above every configuration
 * file and below the test's own {@code properties = …}, and the beans {@link TestDatabase}, {@link PostgresServer} and
 * {@link RedisServer}, for tests that look from outside, or stop and start the servers.
 *
 * <p>Test classes of the same configuration share a cached context, and with it the database. A test that cannot live with
 * what another has committed cleans up first, by the keys it uses or by emptying the tables.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
public @interface UsesServers {

    /**
     * A PostgreSQL for this context alone, for a test that stops or crashes it. Takes two seconds more than a database in the
     * one that all tests of the JVM share.
     */
    boolean ownPostgres() default false;

    /**
     * Puts a {@link TcpProxy} before each of the two, for a test that breaks connections. They are the beans {@code postgresProxy} and
     * {@code redisProxy}; what the test itself asks {@link TestDatabase} and {@link RedisServer} does not pass them.
     */
    boolean proxied() default false;
}
