package org.chasqui.users.commands.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.users.commands.SampleUsers.ana;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;

import java.util.Set;
import org.chasqui.http.Change;
import org.chasqui.http.versions.ExpectedVersion;
import org.chasqui.platform.NotFound;
import org.chasqui.users.commands.application.ChangeUserHandler;
import org.chasqui.users.commands.application.ChangeUserHandler.ChangeUser;
import org.chasqui.users.commands.application.CreateUserHandler;
import org.chasqui.users.commands.application.CreateUserHandler.CreateUser;
import org.chasqui.users.commands.application.ForgetUserHandler;
import org.chasqui.users.commands.application.ForgetUserHandler.ForgetUser;
import org.chasqui.users.commands.domain.PersonName;
import org.chasqui.users.commands.domain.UsernameTaken;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(UsersController.class)
class UsersControllerTests {

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private CreateUserHandler createUser;

    @MockitoBean
    private ChangeUserHandler changeUser;

    @MockitoBean
    private ForgetUserHandler forgetUser;

    @Test
    void answersANewUserAndWhereToReadIt() {
        given(createUser.handle(new CreateUser(ana().profile()))).willReturn(ana().saved(7, 1));

        assertThat(post("{\"username\": \" ana \", \"firstName\": \"Ana\"}"))
                .hasStatus(201)
                .hasHeader(HttpHeaders.LOCATION, "/api-queries/users/7")
                .hasHeader(HttpHeaders.ETAG, "\"1\"")
                .bodyJson()
                .isStrictlyEqualTo("""
                        {"id": 7, "username": "ana", "firstName": "Ana", "lastName": null, "version": 1}
                        """);
    }

    @Test
    void answersTheChangedUser() {
        given(changeUser.handle(any())).willReturn(ana().lastName("Lima").saved(7, 2));

        assertThat(put("{\"lastName\": \"Lima\", \"firstName\": null}"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("""
                {"id": 7, "username": "ana", "firstName": "Ana", "lastName": "Lima", "version": 2}""");
        then(changeUser)
                .should()
                .handle(new ChangeUser(
                        7, ExpectedVersion.ANY, Change.none(), Change.to(null), Change.to(new PersonName("Lima"))));
    }

    @Test
    void answersTheForgottenUser() {
        var ana = ana().saved(7, 3);
        ana.forget();
        given(forgetUser.handle(new ForgetUser(7, new ExpectedVersion(false, Set.of(2L)))))
                .willReturn(ana);

        assertThat(mvc.post().uri("/api-commands/users/7/forget").header(HttpHeaders.IF_MATCH, "\"2\""))
                .hasStatusOk()
                .hasHeader(HttpHeaders.ETAG, "\"3\"")
                .bodyJson()
                .isStrictlyEqualTo("""
                {"id": 7, "username": "forgotten-7", "firstName": null, "lastName": null, "version": 3}""");
    }

    @Test
    void takesTheVersionThatTheChangeIsMeantFor() {
        given(changeUser.handle(any())).willReturn(ana().saved(7, 3));

        assertThat(putIf("\"2\"")).hasStatusOk().hasHeader(HttpHeaders.ETAG, "\"3\"");
        then(changeUser)
                .should()
                .handle(new ChangeUser(
                        7, new ExpectedVersion(false, Set.of(2L)), Change.none(), Change.none(), Change.none()));
    }

    @Test
    void refusesAChangeThatIsMeantForAnotherVersion() {
        given(changeUser.handle(any())).willAnswer(call -> {
            new ExpectedVersion(false, Set.of(2L)).check(3);
            throw new AssertionError("the check lets it pass");
        });

        assertThat(putIf("\"2\""))
                .hasStatus(412)
                .bodyJson()
                .extractingPath("$.type")
                .isEqualTo("urn:chasqui:problem:precondition-failed");
    }

    @Test
    void refusesAVersionThatIsNoEntityTag() {
        assertThat(putIf("2"))
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo("If-Match"));
        then(changeUser).shouldHaveNoInteractions();
    }

    @Test
    void changesNothingThatIsNotNamed() {
        given(changeUser.handle(any())).willReturn(ana().saved(7, 1));

        assertThat(put("{}")).hasStatusOk();
        then(changeUser)
                .should()
                .handle(new ChangeUser(7, ExpectedVersion.ANY, Change.none(), Change.none(), Change.none()));
    }

    @Test
    void refusesANameThatIsTaken() {
        given(createUser.handle(any())).willThrow(new UsernameTaken());

        assertThat(post("{\"username\": \"ana\"}"))
                .hasStatus(409)
                .bodyJson()
                .hasPathSatisfying("$.type", type -> assertThat(type).isEqualTo("urn:chasqui:problem:username-taken"))
                .hasPathSatisfying("$.detail", text -> assertThat(text).isEqualTo("The username is taken."))
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo("username"));
    }

    @Test
    void answersNotFoundForAnUnknownUser() {
        given(changeUser.handle(any())).willThrow(new NotFound("user", 7));

        assertThat(put("{}")).hasStatus(404);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {}                                     | username  | must not be null
            {"username": null}                     | username  | must not be null
            {"username": "  "}                     | username  | must have 1 to 50 characters
            {"username": "ana", "firstName": ""}   | firstName | must have 1 to 100 characters
            {"username": "ana", "lastName": "\\t"} | lastName  | must have 1 to 100 characters
            """)
    void refusesANewUserAndNamesTheField(String body, String field, String message) {
        assertRefused(post(body), field, message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '~', textBlock = """
            {"username": null}  | username  | must not be null
            {"username": " "}   | username  | must have 1 to 50 characters
            {"firstName": ""}   | firstName | must have 1 to 100 characters
            {"version": 3}      | version   | is not a field here; known are firstName, lastName, username
            """)
    void refusesAChangeAndNamesTheField(String body, String field, String message) {
        assertRefused(put(body), field, message);
    }

    private static void assertRefused(MvcTestResult answer, String field, String message) {
        assertThat(answer)
                .hasStatus(400)
                .bodyJson()
                .hasPathSatisfying("$.errors[0].field", name -> assertThat(name).isEqualTo(field))
                .hasPathSatisfying(
                        "$.errors[0].message", text -> assertThat(text).isEqualTo(message));
    }

    private MvcTestResult post(String body) {
        return mvc.post()
                .uri("/api-commands/users")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }

    private MvcTestResult putIf(String tags) {
        return mvc.put()
                .uri("/api-commands/users/7")
                .header(HttpHeaders.IF_MATCH, tags)
                .contentType(MediaType.APPLICATION_JSON)
                .content("{}")
                .exchange();
    }

    private MvcTestResult put(String body) {
        return mvc.put()
                .uri("/api-commands/users/7")
                .contentType(MediaType.APPLICATION_JSON)
                .content(body)
                .exchange();
    }
}
