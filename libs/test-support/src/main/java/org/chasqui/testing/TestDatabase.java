package org.chasqui.testing;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An empty database for one test class or one Spring context. As in production, its role has the database's name, owns the database, and
 * has no other privileges.
 *
 * @param url JDBC URL, without user and password
 * @param username the role, which is also the name of the database
 */
public record TestDatabase(String url, String username, String password) {

    /** Opens a new connection at each call, for a test's own queries apart from the pool of the code under test. */
    public DataSource dataSource() {
        return new DriverManagerDataSource(url, username, password);
    }
}
