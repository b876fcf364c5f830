package org.chasqui.http.web;

import java.time.Duration;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.tomcat.TomcatConnectorCustomizer;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.SmartLifecycle;

/**
 * Drains connections when the service is told to stop: for a while the service still answers, and closes each connection with its answer.
 * Why: a gateway keeps connections open and sends further commands over them. A stopping Tomcat would close them unread, and the gateway,
 * which cannot know that, may not send a command twice.
 */
final class ConnectionDrain implements TomcatConnectorCustomizer, SmartLifecycle {

    /** Before Tomcat refuses connections. */
    private static final int PHASE = WebServerApplicationContext.GRACEFUL_SHUTDOWN_PHASE + 1;

    private final Duration time;
    private @Nullable AbstractHttp11Protocol<?> protocol;
    private volatile boolean running;

    /** @param time how long; zero where no other instance can answer meanwhile */
    ConnectionDrain(Duration time) {
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
