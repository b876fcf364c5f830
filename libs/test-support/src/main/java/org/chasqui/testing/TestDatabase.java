package org.chasqui.testing;

import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * An empty database, made for one test class or one Spring context. As in production, its role owns the database, has its
 * name, and is nothing more than that.
 *
 * @param url JDBC URL, without user and password
 * @param username the role, which is also the name of the database
 */
public record TestDatabase(String url, String username, String password) {

    /** A new connection at each call, unpooled: what a test asks beside the pool of the code under test. */
    public DataSource dataSource() {
        return new DriverManagerDataSource(url, username, password);
    }
}
