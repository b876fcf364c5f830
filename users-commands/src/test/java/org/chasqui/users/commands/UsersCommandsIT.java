package org.chasqui.users.commands;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chasqui.users.commands.SampleUsers.called;

import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.testing.UsesServers;
import org.chasqui.users.commands.application.ChangeUserHandler;
import org.chasqui.users.commands.application.ChangeUserHandler.ChangeUser;
import org.chasqui.users.commands.application.CreateUserHandler;
import org.chasqui.users.commands.application.CreateUserHandler.CreateUser;
import org.chasqui.users.commands.application.ForgetUserHandler;
import org.chasqui.users.commands.application.ForgetUserHandler.ForgetUser;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.User;
import org.chasqui.users.commands.domain.UserForgotten;
import org.chasqui.users.commands.domain.UsernameTaken;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The use cases against a real database: what is committed, and what is not. */
@SpringBootTest(properties = "messaging.autostart=false")
@UsesServers
class UsersCommandsIT {

    @Autowired
    private CreateUserHandler create;

    @Autowired
    private ChangeUserHandler change;

    @Autowired
    private ForgetUserHandler forget;

    @Autowired
    private JdbcClient jdbc;

    @BeforeEach
    void empty() {
        jdbc.sql("TRUNCATE users, messaging.event_log, idempotency.answer").update();
    }

    @Test
    void keepsAUserAndItsEventTogether() {
        var user = create("Ana");

        assertThat(usernames()).containsExactly("Ana");
        assertThat(eventsOf(user)).containsExactly("user.created.v1 1");
    }

    @Test
    void givesEachChangeOneVersionAndOneEvent() {
        var user = create("ana");
        lastName(user, "Lima");
        var unchanged = lastName(user, "Lima");
        var changed = lastName(user, "Costa");

        assertThat(unchanged.version()).isEqualTo(2);
        assertThat(changed.version()).isEqualTo(3);
        assertThat(eventsOf(user)).containsExactly("user.created.v1 1", "user.changed.v1 2", "user.changed.v1 3");
    }

    @Test
    void refusesANameInUseWhateverItsCaseAndWritesNothing() {
        create("José");

        assertThatThrownBy(() -> create("JOSE\u0301")).isInstanceOf(UsernameTaken.class);
        assertThat(usernames()).containsExactly("José");
        assertThat(countOfEvents()).isEqualTo(1);
    }

    @Test
    void refusesToRenameToANameInUse() {
        create("ana");
        var eva = create("eva");

        assertThatThrownBy(() -> rename(eva, "ANA")).isInstanceOf(UsernameTaken.class);
        assertThat(eventsOf(eva)).containsExactly("user.created.v1 1");
    }

    @Test
    void letsAUserSpellTheirOwnNameAnew() {
        var ana = create("ana");

        assertThat(rename(ana, "Ana").username()).isEqualTo("Ana");
    }

    @Test
    void givesANameToOneOfThoseWhoAskAtOnce() throws Exception {
        var outcomes = atOnce(8, number -> () -> create(number % 2 == 0 ? "ana" : "ANA"));

        assertThat(outcomes).filteredOn(Future.State.SUCCESS::equals).hasSize(1);
        assertThat(usernames()).hasSize(1);
        assertThat(countOfEvents()).isEqualTo(1);
    }

    @Test
    void queuesChangesOfOneUserInsteadOfFailingThem() throws Exception {
        var ana = create("ana");

        var outcomes = atOnce(8, number -> () -> lastName(ana, "Lima " + number));

        assertThat(outcomes).containsOnly(Future.State.SUCCESS);
        assertThat(versionsOf(ana))
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 9).boxed().toList());
    }

    @Test
    void appliesOneOfTheChangesThatAreMeantForTheSameVersion() throws Exception {
        var ana = create("ana");

        var outcomes = atOnce(
                8,
                number -> () -> change.handle(new ChangeUser(
                        ana.id(),
                        new ExpectedVersion(false, Set.of(1L)),
                        Change.none(),
                        Change.none(),
                        Change.to(new PersonName("Lima " + number)))));

        assertThat(outcomes).filteredOn(Future.State.SUCCESS::equals).hasSize(1);
        assertThat(versionsOf(ana)).containsExactly(1L, 2L);
    }

    @Test
    void forgetsAUserInItsRowAndInKeptAnswers() {
        var ana = create("ana");
        var eva = create("eva");
        for (var user : List.of(ana, eva)) {
            jdbc.sql("INSERT INTO idempotency.answer (key, request, status, headers, body) VALUES (?, '', 201, ?, ?)")
                    .params(
                            "of " + user.id(),
                            "ETag: \"1\"\nLocation: /api-queries/users/" + user.id(),
                            "{\"id\":%d,\"username\":\"%s\",\"firstName\":\"Ana\",\"lastName\":null,\"version\":1}"
                                    .formatted(user.id(), user.username()))
                    .update();
        }

        var forgotten = forget.handle(new ForgetUser(ana.id(), ExpectedVersion.ANY));

        assertThat(forgotten.version()).isEqualTo(2);
        assertThat(usernames()).containsExactly("forgotten-" + ana.id(), "eva");
        assertThat(eventsOf(ana)).containsExactly("user.created.v1 1", "user.forgotten.v1 2");
        assertThat(jdbc.sql("SELECT body FROM idempotency.answer ORDER BY key")
                        .query(String.class)
                        .list())
                .anySatisfy(body -> assertThat(body)
                        .contains("\"username\": \"forgotten-" + ana.id(), "\"version\": 1")
                        .doesNotContainIgnoringCase("\"ana\""))
                .anySatisfy(body -> assertThat(body).contains("\"username\":\"eva\""));
        assertThatThrownBy(() -> rename(ana, "ana")).isInstanceOf(UserForgotten.class);
    }

    @Test
    void refusesWhatAnEarlierReleaseWouldChangeOfAForgottenUser() {
        var ana = create("ana");
        forget.handle(new ForgetUser(ana.id(), ExpectedVersion.ANY));

        for (var change :
                List.of("username = 'ana', username_key = 'ANA'", "first_name = 'Ana'", "last_name = 'Lima'")) {
            var update = jdbc.sql("UPDATE users SET version = version + 1, " + change);
            assertThatThrownBy(update::update).hasMessageContaining("forgotten_users_have_no_names");
        }
        assertThat(usernames()).containsExactly("forgotten-" + ana.id());
    }

    @Test
    void freesTheNameOfAForgottenUserAndKeepsNobodyFromAnyOther() {
        var ana = create("ana");
        create("Forgotten-" + ana.id());

        forget.handle(new ForgetUser(ana.id(), ExpectedVersion.ANY));
        create("ANA");

        assertThat(usernames()).containsExactly("forgotten-" + ana.id(), "Forgotten-" + ana.id(), "ANA");
    }

    @Test
    void keepsTheLongestNamesByteForByte() {
        var longest = "\u0390".repeat(50); // three letters in capitals, each
        var llamas = create("🦙".repeat(50));

        assertThat(create(longest).username()).isEqualTo(longest);
        assertThat(lastName(llamas, "e\u0301".repeat(50)).lastName()).isEqualTo("e\u0301".repeat(50));
        assertThat(usernames()).containsExactly("🦙".repeat(50), longest);
    }

    private User create(String username) {
        return create.handle(new CreateUser(called(username).profile()));
    }

    private User rename(User user, String username) {
        return change.handle(new ChangeUser(
                user.id(),
                ExpectedVersion.ANY,
                Change.to(called(username).profile().username()),
                Change.none(),
                Change.none()));
    }

    private User lastName(User user, String name) {
        return change.handle(new ChangeUser(
                user.id(), ExpectedVersion.ANY, Change.none(), Change.none(), Change.to(new PersonName(name))));
    }

    private List<String> usernames() {
        return jdbc.sql("SELECT username FROM users ORDER BY id")
                .query(String.class)
                .list();
    }

    private List<String> eventsOf(User user) {
        return jdbc.sql(
                        "SELECT type || ' ' || aggregate_version FROM messaging.event_log WHERE aggregate_id = ? ORDER BY seq")
                .param(user.id())
                .query(String.class)
                .list();
    }

    private List<Long> versionsOf(User user) {
        return jdbc.sql("SELECT aggregate_version FROM messaging.event_log WHERE aggregate_id = ? ORDER BY seq")
                .param(user.id())
                .query(Long.class)
                .list();
    }

    private long countOfEvents() {
        return jdbc.sql("SELECT count(*) FROM messaging.event_log")
                .query(Long.class)
                .single();
    }

    private static List<Future.State> atOnce(int callers, java.util.function.IntFunction<Callable<User>> call)
            throws InterruptedException {
        try (var threads = Executors.newFixedThreadPool(callers)) {
            return threads.invokeAll(IntStream.range(0, callers).mapToObj(call).toList()).stream()
                    .map(Future::state)
                    .toList();
        }
    }
}
