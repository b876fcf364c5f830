package org.chasqui.users.queries.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.users.queries.view.SampleViews.ana;
import static org.mockito.BDDMockito.given;

import java.util.List;
import java.util.Optional;
import org.chasqui.users.queries.view.UserViews;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.webmvc.test.autoconfigure.WebMvcTest;
import org.springframework.data.domain.Limit;
import org.springframework.http.HttpHeaders;
import org.springframework.test.context.bean.override.mockito.MockitoBean;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

@WebMvcTest(UsersController.class)
class UsersControllerTests {

    @Autowired
    private MockMvcTester mvc;

    @MockitoBean
    private UserViews users;

    @Test
    void answersTheView() {
        given(users.findById(7)).willReturn(Optional.of(ana(7, 2)));

        assertThat(get("/api-queries/users/7")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                {"id": 7, "username": "ana", "firstName": "Ana", "lastName": null, "version": 2}""");
    }

    @Test
    void answersNotFoundForAUserItHasNotHeardOf() {
        assertThat(get("/api-queries/users/8"))
                .hasStatus(404)
                .bodyJson()
                .extractingPath("$.detail")
                .isEqualTo("There is no user 8.");
    }

    @Test
    void answersFiftyUsersFromTheBeginning() {
        given(users.findByIdGreaterThanOrderById(0, Limit.of(51))).willReturn(List.of(ana(7, 2)));

        assertThat(get("/api-queries/users")).hasStatusOk().bodyJson().isStrictlyEqualTo("""
                [{"id": 7, "username": "ana", "firstName": "Ana", "lastName": null, "version": 2}]""");
    }

    @Test
    void answersThePageThatIsAskedFor() {
        given(users.findByIdGreaterThanOrderById(3, Limit.of(3))).willReturn(List.of());

        assertThat(get("/api-queries/users?after=3&limit=2"))
                .hasStatusOk()
                .bodyJson()
                .isStrictlyEqualTo("[]");
    }

    @Test
    void saysWhereThereIsMore() {
        given(users.findByIdGreaterThanOrderById(3, Limit.of(2))).willReturn(List.of(ana(7, 2), ana(8, 2)));

        assertThat(get("/api-queries/users?after=3&limit=1"))
                .hasStatusOk()
                .hasHeader(HttpHeaders.LINK, "</api-queries/users?limit=1&after=7>; rel=\"next\"")
                .bodyJson()
                .extractingPath("$.length()")
                .isEqualTo(1);
    }

    @Test
    void answersNothingToAReaderWhoHasTheView() {
        given(users.findById(7)).willReturn(Optional.of(ana(7, 2)));
        var tag = String.valueOf(get("/api-queries/users/7").getResponse().getHeader(HttpHeaders.ETAG));

        assertThat(mvc.get()
                        .uri("/api-queries/users/7")
                        .header(HttpHeaders.IF_NONE_MATCH, "W/" + tag)
                        .exchange())
                .hasStatus(304)
                .hasHeader(HttpHeaders.ETAG, tag)
                .hasHeader(HttpHeaders.CACHE_CONTROL, "no-cache")
                .body()
                .isEmpty();
    }

    @Test
    void refusesAPageThatIsTooLong() {
        assertThat(get("/api-queries/users?limit=201"))
                .hasStatus(400)
                .bodyJson()
                .extractingPath("$.errors[0].field")
                .isEqualTo("limit");
    }

    @Test
    void hasNoWayToWrite() {
        assertThat(mvc.post().uri("/api-queries/users").exchange()).hasStatus(405);
        assertThat(mvc.put().uri("/api-queries/users/7").exchange()).hasStatus(405);
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }
}
