package org.chasqui.views;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.chasqui.platform.FaultPoint;
import org.chasqui.testing.TestDatabase;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** A service that shows pictures, which can be changed. */
@TestConfiguration(proxyBeanMethods = false)
@Import({PictureService.Projection.class, PictureService.Pictures.class})
class PictureService {

    /** Ends the process at the next step of a name. */
    static class Crash implements FaultPoint {

        final AtomicReference<String> crashAt = new AtomicReference<>("");

        @Override
        public void reached(String step) {
            if (crashAt.compareAndSet(step, "")) {
                throw new IllegalStateException("The process has ended at " + step);
            }
        }
    }

    @Bean
    Crash crash() {
        return new Crash();
    }

    @Component
    static class Projection {

        private final TransactionOperations transactions;
        private final JdbcClient jdbc;
        private final ViewChanges views;

        Projection(TransactionOperations transactions, JdbcClient jdbc, ViewChanges views, TestDatabase database) {
            this.transactions = transactions;
            this.jdbc = jdbc;
            this.views = views;
            JdbcClient.create(database.dataSource())
                    .sql(
                            "CREATE TABLE IF NOT EXISTS picture (id bigint PRIMARY KEY, version bigint NOT NULL, title text);"
                                    + " GRANT ALL ON picture TO " + database.username())
                    .update();
        }

        void apply(long id, long version, String title) {
            transactions.executeWithoutResult(status -> {
                write(id, version, title);
                views.changed("picture", List.of(id));
            });
        }

        void applyAndRollBack(long id, long version, String title) {
            transactions.executeWithoutResult(status -> {
                write(id, version, title);
                views.changed("picture", List.of(id));
                status.setRollbackOnly();
            });
        }

        /** As another instance would, without notice to this one. */
        void applyElsewhere(long id, long version, String title) {
            transactions.executeWithoutResult(status -> write(id, version, title));
        }

        private void write(long id, long version, String title) {
            jdbc.sql("""
                INSERT INTO picture VALUES (?, ?, ?)
                ON CONFLICT (id) DO UPDATE SET (version, title) = (excluded.version, excluded.title)
                 WHERE picture.version < excluded.version
                """).params(id, version, title).update();
        }
    }

    @RestController
    static class Pictures {

        private final JdbcClient jdbc;
        private final SingleView single;

        Pictures(JdbcClient jdbc, SingleViews views) {
            this.jdbc = jdbc;
            single = views.of("picture", "/api-queries/pictures/{id}", this::find);
        }

        @GetMapping(path = "/api-queries/pictures/{id}", produces = MediaType.APPLICATION_JSON_VALUE)
        ResponseEntity<byte[]> picture(@PathVariable long id, HttpServletRequest request) {
            return single.answer(id, request);
        }

        private Optional<ViewContent> find(long id) {
            return jdbc.sql("SELECT version, title FROM picture WHERE id = ?")
                    .param(id)
                    .query((row, number) ->
                            ViewContent.ofNobody(row.getLong("version"), Map.of("title", row.getString("title"))))
                    .optional();
        }
    }
}
