package org.chasqui.testing;

import org.jspecify.annotations.Nullable;

/**
 * Starts real PostgreSQL and Redis servers for tests: with Testcontainers if Docker answers, otherwise with the machine's own programs. A
 * line on standard output says which. {@code -Dchasqui.test.backend=docker} or {@code local}, or the environment variable {@code
 * CHASQUI_TEST_BACKEND}, requires one of them.
 *
 * <p>A test with a Spring context has {@link UsesServers @UsesServers} and does not need this class. A test without one:
 * <pre>{@code
 * static final TestDatabase database = TestServers.postgres().createDatabase();
 * static final RedisServer redis = TestServers.startRedis();
 * }</pre>
 *
 * <p>Every server listens on loopback, on its own port. It ends with the JVM that started it, even if that JVM is killed.
 */
public final class TestServers {

    private static @Nullable PostgresServer shared;

    private TestServers() {}

    /**
     * The PostgreSQL of this JVM, started at the first call. Each test creates its own {@linkplain PostgresServer#createDatabase()
     * database} in it. A test that stops the server needs its {@linkplain #startPostgres() own server}.
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
     * Starts another PostgreSQL, for a test that stops or crashes it. This takes about two seconds.
     *
     * @throws NoTestServers if neither Docker nor the programs are there
     */
    public static PostgresServer startPostgres() {
        return Backend.chosen().startPostgres();
    }

    /**
     * Starts an empty Redis. It starts in milliseconds and is not shared, since tests flush, kill and corrupt it.
     *
     * @throws NoTestServers if neither Docker nor the programs are there
     */
    public static RedisServer startRedis() {
        return Backend.chosen().startRedis();
    }
}
