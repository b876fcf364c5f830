package org.chasqui.products.commands;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.chasqui.testing.UsesServers;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * The whole service with a database and a Redis. Its loops are turned by hand, and callers wait for each other as long as a
 * busy machine takes: what these tests are about is not how soon a service gives up.
 */
@SpringBootTest(
        properties = {
            "messaging.autostart=false",
            "spring.datasource.hikari.connection-timeout=60000",
            "spring.datasource.hikari.data-source-properties.options=-c lock_timeout=60s"
        })
@UsesServers
@Import({ProductTables.class, OrderStream.class, StatementCounter.class})
@Retention(RetentionPolicy.RUNTIME)
@interface OnRealServers {}
