package org.chasqui.testing;

import org.jspecify.annotations.Nullable;

/**
 * Real PostgreSQL and Redis for tests, from Testcontainers where Docker answers, else from the machine's own programs.
 * A line on standard output says which. {@code -Dchasqui.test.backend=docker} or {@code local}, or the environment
 * variable {@code CHASQUI_TEST_BACKEND}, takes one of them and no other.
 *
 * <p>A test with a Spring context says {@link UsesServers @UsesServers} and needs nothing of this class. A test without:
 * <pre>{@code
 * static final TestDatabase database = TestServers.postgres().createDatabase();
 * static final RedisServer redis = TestServers.startRedis();
 * }</pre>
 *
 * <p>Every server listens on loopback, on a port of its own, and ends with the JVM that asked for it, however that ends.
 */
public final class TestServers {

    private static @Nullable PostgresServer shared;

    private TestServers() {}

    /**
     * The PostgreSQL of this JVM, started at the first call. Tests do not meet in it, since each takes its own
     * {@linkplain PostgresServer#createDatabase() database}; a test that stops the server wants its {@linkplain #startPostgres() own}.
     *
     * @throws NoTestServers if neither Docker nor the programs are there
     */
    public static synchronized PostgresServer postgres() {
        if (shared == null) {
            shared = startPostgres();
        }
        return shared;
    }

    /**
     * Starts a further PostgreSQL, for a test that stops or crashes it. Takes about two seconds.
     *
     * @throws NoTestServers if neither Docker nor the programs are there
     */
    public static PostgresServer startPostgres() {
        return Backend.chosen().startPostgres();
    }

    /**
     * Starts an empty Redis. There is no shared one: it starts in milliseconds, and tests flush, kill and tamper with it.
     *
     * @throws NoTestServers if neither Docker nor the programs are there
     */
    public static RedisServer startRedis() {
        return Backend.chosen().startRedis();
    }
}
