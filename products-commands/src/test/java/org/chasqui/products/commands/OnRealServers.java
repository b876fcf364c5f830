package org.chasqui.products.commands;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.chasqui.testing.UsesServers;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/**
 * The whole service with a database and a Redis. The tests run its loops, and callers wait for each other as long as a busy machine
 * takes, since these tests are not about timeouts.
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
