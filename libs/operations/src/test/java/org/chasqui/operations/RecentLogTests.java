package org.chasqui.operations;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/** What a service remembers of its log. */
class RecentLogTests {

    private static final Logger logger = LoggerFactory.getLogger("sample");

    private final RecentLog log = new RecentLog("sample-queries", "here:1");

    @BeforeEach
    void attach() {
        log.afterPropertiesSet();
    }

    @AfterEach
    void detach() {
        log.destroy();
    }

    @Test
    void aLineSaysWhoLoggedWhatAndWhen() {
        var before = Instant.now();
        try (var trace = MDC.putCloseable("traceId", "4bf92f3577b34da6a3ce929d0e0e4736")) {
            logger.warn("{} failed", "It", new IllegalStateException("on purpose"));
        }

        assertThat(log.find(before, Level.TRACE, null, 10)).singleElement().satisfies(line -> {
            assertThat(line.service()).isEqualTo("sample-queries");
            assertThat(line.instance()).isEqualTo("here:1");
            assertThat(line.time()).isBetween(before, Instant.now());
            assertThat(line.level()).isEqualTo(Level.WARN);
            assertThat(line.logger()).isEqualTo("sample");
            assertThat(line.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(line.traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
            assertThat(line.message()).isEqualTo("It failed");
            assertThat(line.stack()).startsWith("java.lang.IllegalStateException: on purpose");
        });
    }

    @Test
    void linesAreFoundByTimeLevelAndTrace() {
        logger.error("an error");
        logger.warn("a warning");
        try (var trace = MDC.putCloseable("traceId", "1")) {
            logger.info("of a trace");
        }
        var later = Instant.now().plusSeconds(60);

        assertThat(log.find(Instant.MIN, Level.WARN, null, 10)).hasSize(2);
        assertThat(log.find(Instant.MIN, Level.INFO, null, 2))
                .extracting(LogLine::message)
                .containsExactly("a warning", "of a trace");
        assertThat(log.find(Instant.MIN, Level.TRACE, "1", 10))
                .extracting(LogLine::message)
                .containsExactly("of a trace");
        assertThat(log.find(later, Level.TRACE, null, 10)).isEmpty();
    }

    @Test
    void onlyTheLastThousandLinesAreKept() {
        IntStream.range(0, 1_500).forEach(i -> logger.info("line {}", i));

        var lines = log.find(Instant.MIN, Level.TRACE, null, 2_000);
        assertThat(lines).hasSize(1_000);
        assertThat(lines.getFirst().message()).isEqualTo("line 500");
        assertThat(lines.getLast().message()).isEqualTo("line 1499");
    }

    @Test
    void longLinesAreCutAndReplaceOthers() {
        IntStream.range(0, 500).forEach(i -> logger.info("x".repeat(100_000)));

        var lines = log.find(Instant.MIN, Level.TRACE, null, 2_000);
        assertThat(lines.getLast().message()).hasSize(4_002).endsWith(" …");
        assertThat(lines.stream().mapToInt(LogLine::length).sum()).isBetween(490_000, 500_000);
    }
}
