package org.chasqui.views;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.test.web.servlet.assertj.MockMvcTester;

/** A service whose environment switches the cache off. */
@SpringBootTest(
        classes = ViewsTestApplication.class,
        properties = {"CACHE_ENABLED=false", "spring.application.name=gallery", "messaging.autostart=false"})
@AutoConfigureMockMvc
@UsesServers
@Import(PictureService.class)
class UncachedViewIT {

    @Autowired
    private PictureService.Projection projection;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private RedisServer redis;

    @Autowired
    private MeterRegistry meters;

    @Test
    void comesFromTheDatabaseEachTimeAndLeavesNothingInRedis() {
        projection.apply(7, 1, "Sunrise");
        projection.apply(7, 2, "Sunset");
        redis.commands().flushall();
        var skipped = skipped();

        for (var time = 0; time < 3; time++) {
            assertThat(mvc.get().uri("/api-queries/pictures/7").exchange())
                    .hasStatusOk()
                    .hasHeader("X-Cache", "MISS");
        }
        assertThat(redis.commands().keys("chasqui:*")).isEmpty();
        assertThat(skipped() - skipped).isEqualTo(3);
    }

    private double skipped() {
        return meters.get("chasqui.cache.gets")
                .tag("result", "skipped")
                .functionCounter()
                .count();
    }

    @Test
    void isTakenOutOfTheCacheOfInstancesThatHaveOne() {
        projection.apply(8, 1, "Sunrise");
        redis.commands().set("chasqui:gallery:picture:8", "filled in by another instance");

        projection.apply(8, 2, "Sunset");

        assertThat(redis.commands().exists("chasqui:gallery:picture:8")).isZero();
    }
}
