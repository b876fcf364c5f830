package org.chasqui.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A running PostgreSQL, empty but for the databases that tests have asked for. */
public final class PostgresServer implements AutoCloseable {

    static final String SUPERUSER = "postgres";

    /**
     * fsync is off, since tests survive a crash of the server but not of the machine. synchronous_commit stays on, because messaging
     * requires it. The many connections are for several cached Spring contexts, each with a pool.
     */
    static final List<String> SETTINGS = List.of(
            "fsync=off",
            "full_page_writes=off",
            "synchronous_commit=on",
            "max_connections=300",
            "shared_buffers=32MB",
            "jit=off",
            "track_commit_timestamp=on",
            "timezone=UTC");

    /** The setting that lets a service accept a server without fsync. */
    static final String FSYNC_REQUIRED = "messaging.fsync-required";

    static {
        System.setProperty(FSYNC_REQUIRED, "false"); // for contexts that a test starts by itself
    }

    private final ServerProcess process;
    private final String password;
    private final AtomicInteger databases = new AtomicInteger();

    PostgresServer(ServerProcess process, String password) {
        this.process = process;
        this.password = password;
    }

    public String host() {
        return process.host();
    }

    public int port() {
        return process.port();
    }

    /** Creates an empty database and its two roles. Its collation is C.UTF-8, on every machine. */
    public TestDatabase createDatabase() {
        var name = "test_" + databases.incrementAndGet();
        var database = new TestDatabase(url(name), name, Secrets.random(), Secrets.random());
        try {
            create(database);
            allowWhatTestsDo(database);
        } catch (SQLException e) {
            throw new IllegalStateException("cannot create the database " + name, e);
        }
        return database;
    }

    private void create(TestDatabase database) throws SQLException {
        var name = database.username();
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(name, database.password()));
            statement.execute(
                    "CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(database.owner(), database.ownerPassword()));
            statement.execute("CREATE DATABASE %s OWNER %s TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8'"
                    .formatted(name, database.owner()));
            statement.execute("REVOKE ALL ON DATABASE %s FROM PUBLIC".formatted(name));
            statement.execute("GRANT CONNECT ON DATABASE %s TO %s".formatted(name, name));
        }
    }

    /** Tests empty tables over the service's connection, and the owner sees and ends the service's sessions. */
    private void allowWhatTestsDo(TestDatabase database) throws SQLException {
        try (var connection = connectTo(database.username());
                var statement = connection.createStatement()) {
            statement.execute("REVOKE ALL ON SCHEMA public FROM PUBLIC");
            statement.execute("ALTER DEFAULT PRIVILEGES FOR ROLE %s GRANT TRUNCATE ON TABLES TO %s"
                    .formatted(database.owner(), database.username()));
            statement.execute("GRANT %s TO %s".formatted(database.username(), database.owner()));
        }
    }

    /** Connects as the superuser, for what the owner of a database may not do. */
    public Connection connect() throws SQLException {
        return connectTo("postgres");
    }

    private Connection connectTo(String database) throws SQLException {
        return DriverManager.getConnection(url(database), SUPERUSER, password);
    }

    /** Starts the server again after {@link #stop()} or {@link #crash()}: same port, same data. Returns when it answers. */
    public void start() {
        process.start();
        Await.answer(process, this::answers);
    }

    /** Rolls back open transactions, closes every connection and stops in order ({@code pg_ctl stop -m fast}). */
    public void stop() {
        process.signal("INT");
        Await.end(process);
    }

    /** Aborts without another write, so that the next start recovers ({@code pg_ctl stop -m immediate}). */
    public void crash() {
        process.signal("QUIT");
        Await.end(process);
    }

    public boolean isRunning() {
        return process.isRunning();
    }

    /** Ends the server and deletes its data. */
    @Override
    public void close() {
        process.remove();
    }

    private boolean answers() {
        try (var connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("SHOW data_directory")) {
            return result.next() && process.worksIn(result.getString(1));
        } catch (SQLException notYet) {
            return false;
        }
    }

    private String url(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host(), port(), database);
    }
}
