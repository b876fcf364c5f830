package org.chasqui.users.queries;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.chasqui.users.queries.UserStream.user;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.chasqui.platform.worker.PeriodicWorker;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.testing.ContractSamples;
import org.chasqui.testing.TestDatabase;
import org.chasqui.testing.UsesServers;
import org.chasqui.testing.migrations.EarlierTables;
import org.chasqui.users.queries.view.UserView;
import org.chasqui.users.queries.view.UserViews;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.data.domain.Limit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** From the list in Redis to the rows in PostgreSQL. */
@SpringBootTest(properties = {"messaging.autostart=false", "chasqui.cache.timeout=2s"})
@AutoConfigureMockMvc
@UsesServers
@Import(UserStream.class)
class UsersQueriesIT {

    @Autowired
    private UserStream stream;

    @Autowired
    private UserViews users;

    @Autowired
    private MockMvcTester mvc;

    @Autowired
    private JdbcTemplate jdbc;

    @Autowired
    private TestDatabase database;

    @Autowired
    private PeriodicWorker userKeys;

    @BeforeEach
    void empty() {
        jdbc.execute("TRUNCATE user_view");
    }

    @Test
    void showsAUserThatWasCreatedAndThenChanged() {
        stream.delivers(ContractSamples.json("user.created.v1"));
        assertThat(view(7).version()).isEqualTo(1);
        assertThat(view(7).firstName()).isEqualTo("Ana");
        assertThat(view(7).lastName()).isNull();

        stream.delivers(ContractSamples.json("user.changed.v1"));
        assertThat(view(7).version()).isEqualTo(2);
        assertThat(view(7).username()).isEqualTo("ana.lima");
        assertThat(view(7).lastName()).isEqualTo("Lima");
    }

    @Test
    void takesTheNewestOfABatch() {
        stream.delivers(user(7, 1, "ana"), user(8, 1, "eva"), user(7, 2, "ana.b"), user(7, 3, "ana.c"));

        assertThat(view(7).username()).isEqualTo("ana.c");
        assertThat(view(8).username()).isEqualTo("eva");
    }

    @Test
    void appliesARepeatedEventOnceAndNeverGoesBackToAnOlderOne() {
        stream.delivers(user(7, 1, "ana"), user(7, 2, "ana.b"));
        stream.delivers(user(7, 1, "ana"));
        assertThat(view(7).version()).isEqualTo(2);

        stream.delivers(user(7, 2, "another version 2"));
        assertThat(view(7).username()).isEqualTo("ana.b");
    }

    @Test
    void listsUsersInIdOrderPageByPage() {
        stream.delivers(user(3, 1, "c"), user(1, 1, "a"), user(2, 1, "b"));

        assertThat(page(0, 2)).containsExactly("a", "b");
        assertThat(page(2, 2)).containsExactly("c");
        assertThat(page(3, 2)).isEmpty();
    }

    @Test
    void findsTheUserOfAUsernameInWhateverCase() {
        stream.delivers(user(1, 1, "Jos\u00e9"), user(2, 1, "josefa"), user(3, 1, "STRASSE"));

        assertThat(found("JOSE\u0301")).containsExactly(1);
        assertThat(found(" jos\u00e9 ")).containsExactly(1);
        assertThat(found("stra\u00dfe")).containsExactly(3);
        assertThat(found("jos")).isEmpty();

        stream.delivers(user(1, 2, "pepe"));
        assertThat(found("jos\u00e9")).isEmpty();
        assertThat(found("Pepe")).containsExactly(1);
        assertThat(get("/api-queries/users?username=")).hasStatus(400);
    }

    /** Also of an instance of that release that goes on beside the new one. */
    @Test
    void findsUsersWhoseRowsAnEarlierReleaseHasWritten() {
        stream.delivers(user(1, 1, "pepe"));
        var owner = new JdbcTemplate(database.dataSource());
        var earlier = new EarlierTables(database);
        earlier.migrateTo("1");
        owner.update(
                "INSERT INTO before.user_view (id, version, username) SELECT n, 1, 'Fuß ' || n FROM generate_series(2, 2500) n");
        earlier.migrateTo("latest");
        owner.update("INSERT INTO before.user_view (id, version, username) VALUES (9000, 1, 'STRASSE')");
        owner.update("INSERT INTO user_view SELECT * FROM before.user_view");
        earlier.remove();
        owner.update("UPDATE user_view SET version = 2, username = 'Jose' WHERE id = 1");

        userKeys.callNow();
        while (userKeys.runOnce() == Pass.PROGRESSED) {}

        assertThat(found("FUSS 2500")).containsExactly(2500);
        assertThat(found("straße")).containsExactly(9000);
        assertThat(found("jose")).containsExactly(1);
        assertThat(found("pepe")).isEmpty();
    }

    private List<Integer> found(String username) {
        var ids = new ArrayList<Integer>();
        assertThat(mvc.get().uri("/api-queries/users?username={0}", username).exchange())
                .hasStatusOk()
                .bodyJson()
                .extractingPath("$[*].id")
                .asArray()
                .allSatisfy(id -> ids.add((Integer) id));
        return ids;
    }

    @Test
    void showsWhatItHasUntilARebuildHasCaughtUpAndNeverAnythingOlder() {
        stream.delivers(user(7, 1, "ana"), user(7, 2, "ana.b"), user(8, 1, "eva"));

        stream.startsOver();
        assertThat(page(0, 9)).containsExactly("ana.b", "eva");
        stream.delivers(user(7, 1, "ana"), user(9, 1, "ines"));
        assertThat(page(0, 9)).containsExactly("ana.b", "eva", "ines");
        assertThat(get("/api-queries/users/8")).hasStatusOk();
    }

    @Test
    void showsAfterARebuildWhatTheStreamHasAndNothingElse() {
        stream.delivers(user(7, 1, "ana"), user(7, 2, "of another history"), user(8, 1, "wrong"), user(9, 1, "lost"));

        stream.startsOver();
        stream.delivers(user(7, 1, "ana"), user(8, 1, "eva"));
        stream.isRebuilt();

        assertThat(page(0, 9)).containsExactly("ana", "eva");
        assertThat(view(7).version()).isEqualTo(1);
        assertThat(get("/api-queries/users/9")).hasStatus(404);
    }

    /** The row gets the older version of a restored source, and the cache must drop the newer view. */
    @Test
    void takesWhatARebuildHasReplacedOrRemovedOutOfTheCache() {
        stream.delivers(user(71, 1, "ana"), user(71, 2, "of another history"), user(72, 1, "lost"));
        untilCached("/api-queries/users/71");
        untilCached("/api-queries/users/72");

        stream.startsOver();
        stream.delivers(user(71, 1, "ana"));
        stream.isRebuilt();

        assertThat(get("/api-queries/users/71"))
                .hasStatusOk()
                .hasHeader("X-Cache", "MISS")
                .bodyJson()
                .extractingPath("$.username")
                .isEqualTo("ana");
        assertThat(get("/api-queries/users/72")).hasStatus(404);
    }

    @Test
    void answersTheNewStateAsSoonAsItIsHere() {
        stream.delivers(user(70, 1, "ana"));
        untilCached("/api-queries/users/70");

        stream.delivers(user(70, 2, "ana.lima"));

        assertThat(get("/api-queries/users/70"))
                .hasStatusOk()
                .hasHeader("X-Cache", "MISS")
                .bodyJson()
                .extractingPath("$.username")
                .isEqualTo("ana.lima");
    }

    private UserView view(long id) {
        return users.findById(id).orElseThrow();
    }

    private List<String> page(long after, int rows) {
        return users.findByIdGreaterThanOrderById(after, Limit.of(rows)).stream()
                .map(UserView::username)
                .toList();
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }

    /** The first readers may come before the cache is connected. */
    private void untilCached(String path) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> get(path).getResponse().getHeader("X-Cache"), "HIT"::equals);
    }
}
