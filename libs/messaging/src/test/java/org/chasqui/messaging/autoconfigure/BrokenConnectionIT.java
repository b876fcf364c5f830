package org.chasqui.messaging.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lettuce.core.KillArgs;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.StringRedisTemplate;

/** Commands may take long here: one that has run into its time limit would not be sent again anyway. */
@SpringBootTest(
        classes = SampleMessagingService.class,
        properties = {
            "spring.application.name=shelf",
            "messaging.autostart=false",
            "spring.data.redis.timeout=60s",
            "spring.flyway.locations=classpath:db/shelf"
        })
@UsesServers
class BrokenConnectionIT {

    @Autowired
    private StringRedisTemplate template;

    @Autowired
    private RedisServer redis;

    /** A command that comes after the reconnect comes late, and the code that sent it has long gone another way. */
    @Test
    void aCommandIsNotSentAgainWhenTheConnectionBreaks() {
        var command =
                CompletableFuture.supplyAsync(() -> template.opsForList().leftPop("list", Duration.ofSeconds(50)));
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> redis.commands().clientList().contains("cmd=blpop"));

        redis.commands().clientKill(KillArgs.Builder.typeNormal().skipme());

        assertThatThrownBy(() -> command.orTimeout(20, TimeUnit.SECONDS).join())
                .hasCauseInstanceOf(DataAccessException.class);
        Awaitility.await().ignoreExceptions().until(() -> template.opsForValue().get("after the reconnect") == null);
        redis.commands().rpush("list", "for somebody else");
        assertThat(template.opsForList().size("list")).isEqualTo(1);
    }
}
