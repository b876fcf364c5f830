package org.chasqui.http.idempotency;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.chasqui.http.security.AllowedTo;
import org.chasqui.http.security.Role;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.Refusal;
import org.chasqui.testing.TestDatabase;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** A service that takes new things, and that a test can make fail in each possible way. */
@TestConfiguration(proxyBeanMethods = false)
@Import({ThingService.AddThing.class, ThingService.Commands.class})
class ThingService {

    /** As the owner of the database, since the service may not. */
    static void makeTable(TestDatabase database) {
        JdbcClient.create(database.dataSource())
                .sql("CREATE TABLE IF NOT EXISTS thing (id bigint GENERATED ALWAYS AS IDENTITY, name text);"
                        + " GRANT ALL ON thing TO " + database.username())
                .update();
    }

    static final class TooMany extends Refusal {
        TooMany(long found) {
            super("too-many-things", Kind.CONFLICT, "There are %d already.".formatted(found));
        }
    }

    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** The events inside and around the next request. */
    static class Script implements FaultPoint {

        final AtomicReference<Runnable> afterCommit = new AtomicReference<>(() -> {});
        final CountDownLatch slowHasBegun = new CountDownLatch(1);
        final CountDownLatch slowMayEnd = new CountDownLatch(1);

        @Override
        public void reached(String step) {
            if (step.equals("idempotency.after-commit")) {
                afterCommit.getAndSet(() -> {}).run();
            }
        }

        void beSlow() {
            slowHasBegun.countDown();
            try {
                slowMayEnd.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Bean
    Script script() {
        return new Script();
    }

    @Component
    static class AddThing {

        private final JdbcClient jdbc;
        private final Script script;

        AddThing(JdbcClient jdbc, Script script) {
            this.jdbc = jdbc;
            this.script = script;
        }

        @Transactional
        long handle(String name) {
            var id = jdbc.sql("INSERT INTO thing (name) VALUES (?) RETURNING id")
                    .param(name)
                    .query(Long.class)
                    .single();
            switch (name) {
                case "slow" -> script.beSlow();
                case "broken" -> throw new IllegalStateException("broken");
                case "one of two" -> refuseIfThereAreTwo();
                default -> {}
            }
            return id;
        }

        private void refuseIfThereAreTwo() {
            var found = jdbc.sql("SELECT count(*) FROM thing").query(Long.class).single();
            if (found > 2) {
                throw new TooMany(found - 1);
            }
        }
    }

    record NewThing(@NotNull String name) {}

    @RestController
    static class Commands {

        private final AddThing addThing;
        private final Idempotency idempotency;

        Commands(AddThing addThing, Idempotency idempotency) {
            this.addThing = addThing;
            this.idempotency = idempotency;
        }

        @AllowedTo(Role.CUSTOMER)
        @PostMapping("/api-commands/things")
        ResponseEntity<Map<String, Object>> add(@Valid @RequestBody NewThing thing, HttpServletRequest request) {
            return idempotency.once(request, thing, () -> added(thing));
        }

        private ResponseEntity<Map<String, Object>> added(NewThing thing) {
            var id = addThing.handle(thing.name());
            return ResponseEntity.created(URI.create("/api-queries/things/" + id))
                    .eTag("\"1\"")
                    .header("X-Several", "one", "two")
                    .body(Map.of("name", thing.name(), "ids", List.of(id)));
        }

        @AllowedTo(Role.CUSTOMER)
        @PostMapping("/api-commands/things/{id}/cancel")
        ResponseEntity<Void> cancel(@PathVariable long id, HttpServletRequest request) {
            return idempotency.once(request, () -> {
                addThing.handle("cancellation of " + id);
                return ResponseEntity.accepted().build();
            });
        }
    }
}
