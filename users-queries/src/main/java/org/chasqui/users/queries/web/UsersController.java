package org.chasqui.users.queries.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import java.util.List;
import java.util.Optional;
import org.chasqui.http.PageQuery;
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

    @GetMapping
    ResponseEntity<List<UserResponse>> list(@Valid PageQuery page, HttpServletRequest request) {
        var views = users.findByIdGreaterThanOrderById(page.afterId(), Limit.of(page.rowsToRead()));
        return page.answer(views.stream().map(UserResponse::of).toList(), UserResponse::id, request);
    }

    @GetMapping("/{id}")
    ResponseEntity<byte[]> user(@PathVariable long id, HttpServletRequest request) {
        return single.answer(id, request);
    }

    private Optional<ViewContent> find(long id) {
        return users.findById(id).map(view -> new ViewContent(view.version(), UserResponse.of(view)));
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
