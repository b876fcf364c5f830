package org.chasqui.operations;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;

/** Keeps the last lines that this service has logged, in memory, beside the log itself. */
final class RecentLog extends AppenderBase<ILoggingEvent> implements InitializingBean, DisposableBean {

    static final int MAX_LINES = 1000;

    private static final int MAX_LENGTH = 500_000;
    private static final int MAX_TEXT = 4_000;
    private static final String CUT = " …";

    private final String service;
    private final String instance;
    private final Deque<LogLine> lines = new ArrayDeque<>();
    private int length;

    RecentLog(String service, String instance) {
        this.service = service;
        this.instance = instance;
    }

    @Override
    public void afterPropertiesSet() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            setContext(logback);
            start();
            logback.getLogger(Logger.ROOT_LOGGER_NAME).addAppender(this);
        }
    }

    @Override
    public void destroy() {
        if (LoggerFactory.getILoggerFactory() instanceof LoggerContext logback) {
            logback.getLogger(Logger.ROOT_LOGGER_NAME).detachAppender(this);
        }
        stop();
    }

    @Override
    protected void append(ILoggingEvent event) {
        add(new LogLine(
                event.getInstant(),
                service,
                instance,
                Level.valueOf(event.getLevel().toString()),
                event.getLoggerName(),
                event.getThreadName(),
                event.getMDCPropertyMap().get("traceId"),
                cut(event.getFormattedMessage()),
                stack(event.getThrowableProxy())));
    }

    private static @Nullable String stack(@Nullable IThrowableProxy failure) {
        return failure == null ? null : cut(ThrowableProxyUtil.asString(failure));
    }

    private static String cut(String text) {
        return text.length() <= MAX_TEXT ? text : text.substring(0, MAX_TEXT) + CUT;
    }

    private synchronized void add(LogLine line) {
        lines.addLast(line);
        length += line.length();
        while (lines.size() > MAX_LINES || length > MAX_LENGTH) {
            length -= lines.removeFirst().length();
        }
    }

    /**
     * The newest lines, oldest first.
     *
     * @param since the first moment that counts
     * @param level the least important level that counts
     * @param trace of which they are; null for any
     */
    synchronized List<LogLine> find(Instant since, Level level, @Nullable String trace, int limit) {
        var found = lines.stream()
                .filter(line -> !line.time().isBefore(since) && line.level().toInt() >= level.toInt())
                .filter(line -> trace == null || trace.equals(line.traceId()))
                .toList();
        return found.subList(Math.max(0, found.size() - limit), found.size());
    }
}
