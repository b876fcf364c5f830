package org.chasqui.users.queries.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Optional;
import org.chasqui.http.PageQuery;
import org.chasqui.http.Text;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Caller;
import org.chasqui.http.security.Role;
import org.chasqui.platform.CaseFolding;
import org.chasqui.users.queries.view.UserView;
import org.chasqui.users.queries.view.UserViews;
import org.chasqui.views.SingleView;
import org.chasqui.views.SingleViews;
import org.chasqui.views.ViewContent;
import org.jspecify.annotations.Nullable;
import org.springframework.data.domain.Limit;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api-queries/users", produces = MediaType.APPLICATION_JSON_VALUE)
class UsersController {

    private final UserViews users;
    private final SingleView single;

    UsersController(UserViews users, SingleViews views) {
        this.users = users;
        single = views.of("user", "/api-queries/users/{id}", this::find);
    }

    /** A customer's list has one user. */
    @GetMapping
    @AllowedTo({Role.CUSTOMER, Role.ADMIN})
    ResponseEntity<List<UserResponse>> list(
            @Valid PageQuery page, @Valid UserQuery query, Caller caller, HttpServletRequest request) {
        var views = caller.readsOnly()
                .map(own -> users.findById(own).filter(user -> user.id() > page.afterId() && query.fits(user)).stream()
                        .toList())
                .orElseGet(() -> find(query, page.afterId(), Limit.of(page.rowsToRead())));
        return page.answer(views.stream().map(UserResponse::of).toList(), UserResponse::id, request);
    }

    private List<UserView> find(UserQuery query, long after, Limit rows) {
        return query.username() == null
                ? users.findByIdGreaterThanOrderById(after, rows)
                : users.findByUsernameKeyAndIdGreaterThanOrderById(query.key(), after, rows);
    }

    @GetMapping("/{id}")
    @AllowedTo({Role.CUSTOMER, Role.ADMIN})
    ResponseEntity<byte[]> user(@PathVariable long id, HttpServletRequest request) {
        return single.answer(id, request);
    }

    private Optional<ViewContent> find(long id) {
        return users.findById(id).map(view -> ViewContent.ownedBy(view.id(), view.version(), UserResponse.of(view)));
    }

    /** The users that a client wants listed: the one of a username, in whatever case, or all. */
    record UserQuery(@Text(max = 50) @Nullable String username) {

        String key() {
            return username == null ? "" : CaseFolding.fold(username.strip());
        }

        boolean fits(UserView user) {
            return username == null || key().equals(user.usernameKey());
        }
    }

    /** A user as clients see it. */
    record UserResponse(
            long id,
            String username,
            @Nullable String firstName,
            @Nullable String lastName,
            long version) {

        static UserResponse of(UserView view) {
            return new UserResponse(view.id(), view.username(), view.firstName(), view.lastName(), view.version());
        }
    }
}
