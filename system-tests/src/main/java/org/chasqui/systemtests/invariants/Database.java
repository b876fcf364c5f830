package org.chasqui.systemtests.invariants;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/**
 * One service's database, opened with a role of its own.
 *
 * @param url JDBC URL, without user and password
 */
public record Database(String url, String username, String password) {

    /** Every row as one line, its columns separated by {@code " | "}. */
    public List<String> rows(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery(sql)) {
            var rows = new ArrayList<String>();
            while (result.next()) {
                rows.add(line(result));
            }
            return rows;
        } catch (SQLException e) {
            throw new DatabaseUnavailable("%s does not answer: %s".formatted(url, sql), e);
        }
    }

    /** Executes statements without a result. */
    public void execute(String sql) {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new DatabaseUnavailable("%s does not answer: %s".formatted(url, sql), e);
        }
    }

    /** A single number. */
    public long number(String sql) {
        return Long.parseLong(rows(sql).getFirst());
    }

    public Connection connect() throws SQLException {
        var properties = new Properties();
        properties.setProperty("user", username);
        properties.setProperty("password", password);
        properties.setProperty("ApplicationName", "system-tests");
        properties.setProperty("connectTimeout", "5");
        properties.setProperty("socketTimeout", "60");
        return DriverManager.getConnection(url, properties);
    }

    private static String line(ResultSet row) throws SQLException {
        var columns = new ArrayList<String>();
        for (int column = 1; column <= row.getMetaData().getColumnCount(); column++) {
            columns.add(String.valueOf(row.getString(column)));
        }
        return String.join(" | ", columns);
    }

    /** Thrown if the database does not answer or reports an error. */
    public static final class DatabaseUnavailable extends RuntimeException {
        DatabaseUnavailable(String message, SQLException cause) {
            super(message + ": " + cause.getMessage(), cause);
        }
    }
}
