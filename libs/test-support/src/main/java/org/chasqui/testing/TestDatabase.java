package org.chasqui.testing;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An empty database for one test class or one Spring context. As in production, it has two roles: one owns the database and migrates it, and
 * that of the service has only the privileges that the migrations grant it.
 *
 * @param url JDBC URL, without user and password
 * @param username the service's role, which is also the name of the database
 */
public record TestDatabase(String url, String username, String password, String ownerPassword) {

    public String owner() {
        return username + "_owner";
    }

    /** Opens a new connection of the owner at each call, for what a test itself does, apart from the pool of the code under test. */
    public DataSource dataSource() {
        return new DriverManagerDataSource(url, owner(), ownerPassword);
    }
}
