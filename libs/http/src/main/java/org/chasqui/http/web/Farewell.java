package org.chasqui.http.web;

import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * The first thing that a service does when it is told to stop: it goes on answering for a while, but closes each connection with its
 * answer. A gateway keeps connections open and would send further commands over them; a stopping Tomcat closes those unread, and the
 * gateway, which cannot know that, may not send a command twice.
 */
final class Farewell implements TomcatConnectorCustomizer, SmartLifecycle {

    /** Before Tomcat refuses connections. */
    private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

    private final Duration time;
    private @Nullable AbstractHttp11Protocol<?> protocol;
    private volatile boolean running;

    /** @param time how long; zero where nobody else can answer in the meantime */
    Farewell(Duration time) {
        this.time = time;
    }

    @Override
    public void customize(Connector connector) {
        if (connector.getProtocolHandler() instanceof AbstractHttp11Protocol<?> http) {
            protocol = http;
        }
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        if (protocol == null || !time.isPositive()) {
            return;
        }
        protocol.setMaxKeepAliveRequests(1);
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    @Override
    public int getPhase() {
        return PHASE;
    }
}
