package org.chasqui.http;

import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.sql.SQLException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.chasqui.platform.NotFound;
import org.chasqui.platform.Refusal;
import org.chasqui.platform.SafeInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Import;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.OptimisticLockingFailureException;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A service with one case of each possible failure. */
@SpringBootConfiguration
@EnableAutoConfiguration
@Import(SampleService.Things.class)
public class SampleService {

    enum Colour {
        red,
        green
    }

    record Part(@NotNull @Min(1) @Max(9) @Nullable Integer weight) {}

    record Thing(
            @NotNull @Text(max = 5) @Nullable String name,
            @NotNull @Min(0) @Max(SafeInteger.MAX) @Nullable Long amount,
            @Nullable Boolean flag,
            @Nullable Colour colour,
            @Nullable List<@Valid Part> parts) {}

    record ThingChange(
            Change<@NotNull @Text(max = 5) String> name,
            Change<@Nullable @Text(max = 5) String> nick,
            Change<@NotNull @Min(0) Long> amount) {}

    record Filter(
            @Min(1) @Nullable Long maker,
            @Nullable Colour colour,
            @Nullable Instant since) {}

    static class NameTaken extends Refusal {
        NameTaken(String name) {
            super("name-taken", Kind.CONFLICT, "The name '%s' is taken.".formatted(name));
        }

        @Override
        public Map<String, String> errors() {
            return Map.of("name", "is taken");
        }
    }

    @RestController
    @RequestMapping("/things")
    static class Things {

        @PostMapping
        @ResponseStatus(HttpStatus.CREATED)
        Thing create(@Valid @RequestBody Thing thing) {
            if ("taken".equals(thing.name())) {
                throw new NameTaken("taken");
            }
            return thing;
        }

        @PutMapping("/{id}")
        Map<String, Object> change(@PathVariable long id, @Valid @RequestBody ThingChange change) {
            var seen = new LinkedHashMap<String, Object>();
            seen.put("name", change.name().orElse("unchanged"));
            seen.put("nick", change.nick().orElse("unchanged"));
            seen.put("amount", change.amount().map(amount -> amount + 1).orElse(-1L));
            return seen;
        }

        @GetMapping("/{id}")
        Thing thing(@PathVariable long id) {
            throw switch ((int) id) {
                case 1 -> new IllegalStateException("secret inner text");
                case 2 -> new CannotAcquireLockException("lock", new SQLException("not granted", "55P03"));
                case 3 -> new OptimisticLockingFailureException("moved on");
                case 4 -> new IllegalStateException("commit", new SQLException("terminated", "57P01"));
                default -> new NotFound("thing", id);
            };
        }

        @GetMapping
        List<Object> list(@Valid PageQuery page, @Valid Filter filter) {
            return List.of(
                    page.rows(),
                    page.afterId(),
                    String.valueOf(filter.maker()),
                    String.valueOf(filter.colour()),
                    String.valueOf(filter.since()));
        }
    }
}
