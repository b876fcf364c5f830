package org.chasqui.users.commands.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.chasqui.users.commands.SampleUsers.ana;
import static org.mockito.ArgumentMatchers.contains;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.times;

import java.util.Set;
import org.chasqui.http.Change;
import org.chasqui.http.idempotency.AnswerTable;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.http.versions.ExpectedVersion.VersionMovedOn;
import org.chasqui.platform.NotFound;
import org.chasqui.users.commands.application.ChangeUserHandler.ChangeUser;
import org.chasqui.users.commands.application.CreateUserHandler.CreateUser;
import org.chasqui.users.commands.application.ForgetUserHandler.ForgetUser;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.UserForgotten;
import org.chasqui.users.commands.domain.Username;
import org.junit.jupiter.api.Test;

class UserHandlersTests {

    private final UsersInMemory users = new UsersInMemory();
    private final RecordedEvents events = new RecordedEvents();
    private final UserRegister register = new UserRegister(users);
    private final CreateUserHandler create = new CreateUserHandler(register, events);
    private final ChangeUserHandler change = new ChangeUserHandler(users, register, events);
    private final AnswerTable answers = mock();
    private final ForgetUserHandler forget = new ForgetUserHandler(users, register, events, answers);

    @Test
    void publishesANewUser() {
        var user = create.handle(new CreateUser(ana().profile()));

        assertThat(user.profile()).isEqualTo(ana().profile());
        assertThat(events.typesAndVersions()).containsExactly("user.created.v1 1");
    }

    @Test
    void changesWhatIsNamedAndKeepsTheRest() {
        create.handle(new CreateUser(ana().profile()));

        var user = change.handle(new ChangeUser(
                UsersInMemory.ID,
                ExpectedVersion.ANY,
                Change.to(new Username("ana.lima")),
                Change.none(),
                Change.to(new PersonName("Lima"))));

        assertThat(user.username()).isEqualTo("ana.lima");
        assertThat(user.firstName()).isEqualTo("Ana");
        assertThat(user.lastName()).isEqualTo("Lima");
        assertThat(events.typesAndVersions()).containsExactly("user.created.v1 1", "user.changed.v1 2");
    }

    @Test
    void clearsAName() {
        create.handle(new CreateUser(ana().profile()));

        var user = change.handle(
                new ChangeUser(UsersInMemory.ID, ExpectedVersion.ANY, Change.none(), Change.to(null), Change.none()));

        assertThat(user.firstName()).isNull();
        assertThat(user.username()).isEqualTo("ana");
    }

    @Test
    void publishesNothingWhereNothingChanges() {
        create.handle(new CreateUser(ana().profile()));

        var user = change.handle(new ChangeUser(
                UsersInMemory.ID, ExpectedVersion.ANY, Change.to(new Username("ana")), Change.none(), Change.none()));

        assertThat(user.version()).isEqualTo(1);
        assertThat(events.typesAndVersions()).containsExactly("user.created.v1 1");
    }

    @Test
    void forgetsAUserOnceAndForEver() {
        create.handle(new CreateUser(ana().profile()));

        var user = forget.handle(new ForgetUser(UsersInMemory.ID, ExpectedVersion.ANY));
        forget.handle(new ForgetUser(UsersInMemory.ID, ExpectedVersion.ANY));

        assertThat(user.username()).isEqualTo("forgotten-" + UsersInMemory.ID);
        assertThat(user.firstName()).isNull();
        assertThat(events.typesAndVersions()).containsExactly("user.created.v1 1", "user.forgotten.v1 2");
        then(answers).should(times(1)).rewrite(eq("/api-queries/users/" + UsersInMemory.ID), contains("forgotten-"));
        assertThatThrownBy(() -> change.handle(new ChangeUser(
                        UsersInMemory.ID, ExpectedVersion.ANY, Change.none(), Change.none(), Change.none())))
                .isInstanceOf(UserForgotten.class);
    }

    @Test
    void refusesToForgetAUserThatIsMeantInAnotherVersionOrDoesNotExist() {
        create.handle(new CreateUser(ana().profile()));

        assertThatThrownBy(
                        () -> forget.handle(new ForgetUser(UsersInMemory.ID, new ExpectedVersion(false, Set.of(2L)))))
                .isInstanceOf(VersionMovedOn.class);
        assertThatThrownBy(() -> forget.handle(new ForgetUser(99, ExpectedVersion.ANY)))
                .isInstanceOf(NotFound.class);
        assertThat(events.typesAndVersions()).containsExactly("user.created.v1 1");
    }

    @Test
    void refusesToChangeAUserThatDoesNotExist() {
        assertThatThrownBy(() -> change.handle(
                        new ChangeUser(99, ExpectedVersion.ANY, Change.none(), Change.none(), Change.none())))
                .isInstanceOf(NotFound.class)
                .hasMessage("There is no user 99.");
    }
}
