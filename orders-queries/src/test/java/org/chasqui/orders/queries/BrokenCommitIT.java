package org.chasqui.orders.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.awaitility.Awaitility.await;
import static org.chasqui.orders.queries.Streams.order;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.chasqui.testing.TcpProxy;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/**
 * The connection breaks during the commit, under the transaction manager that the services have, which then says "rolled back". The server
 * has yet to get the commit, and commits.
 */
@SpringBootTest(properties = {"messaging.autostart=false", "chasqui.cache.timeout=2s"})
@AutoConfigureMockMvc
@UsesServers(proxied = true)
@Import(Streams.class)
@Timeout(120)
class BrokenCommitIT {

    private static final String PATH = "/api-queries/orders/1";
    private static final Duration LIMIT = Duration.ofSeconds(60);

    @Autowired
    private Streams streams;

    @Autowired
    private TcpProxy postgresProxy;

    @Autowired
    private TestDatabase database;

    @Autowired
    private MockMvcTester mvc;

    private final CountDownLatch commit = new CountDownLatch(1);

    @AfterEach
    void mend() {
        commit.countDown();
        postgresProxy.mend();
    }

    @Test
    void leavesNoViewFromBeforeItInTheCache() {
        streams.orders(order(1, 1, 3, 7, "processing"));
        untilCached();

        postgresProxy.requests().when("COMMIT", connection -> {
            connection.cutClient();
            commit.await();
        });
        assertThatException().isThrownBy(() -> streams.orders(order(1, 2, 3, 7, "completed")));
        for (var reader = 0; reader < 3; reader++) {
            assertThat(get()).hasHeader("X-Cache", "MISS").bodyText().contains("processing");
        }

        commit.countDown();
        untilCommitted();
        for (var reader = 0; reader < 3; reader++) {
            assertThat(get()).bodyText().contains("completed");
        }
        untilCached(); // once the server has said how the commit has ended
        assertThat(get()).bodyText().contains("completed");
    }

    private MvcTestResult get() {
        return mvc.get().uri(PATH).exchange();
    }

    private void untilCached() {
        await().atMost(LIMIT).until(() -> get().getResponse().getHeader("X-Cache"), "HIT"::equals);
    }

    private void untilCommitted() {
        var version = JdbcClient.create(database.dataSource()).sql("SELECT version FROM order_view WHERE id = 1");
        await().atMost(LIMIT).until(() -> version.query(Long.class).single() != 1);
    }
}
