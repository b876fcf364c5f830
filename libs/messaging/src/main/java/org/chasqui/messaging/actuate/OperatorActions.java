package org.chasqui.messaging.actuate;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.chasqui.platform.Author;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.jdbc.core.JdbcTemplate;

/** {@code GET /actuator/operatoractions} shows what operators did to the service's messaging: the newest 200. */
@Endpoint(id = "operatoractions")
public final class OperatorActions {

    private static final int MAX_LISTED = 200;
    private static final int LONGEST_TEXT = 500;

    private static final String BEGIN = """
            INSERT INTO messaging.operator_action (by, action, subject) VALUES (?, ?, ?) RETURNING id
            """;

    private static final String END = "UPDATE messaging.operator_action SET result = ? WHERE id = ?";

    private static final String NEWEST =
            "SELECT at, by, action, subject, result FROM messaging.operator_action ORDER BY id DESC LIMIT ?";

    private final JdbcTemplate jdbc;

    public OperatorActions(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** @param actions newest first */
    public record Actions(List<Action> actions) {}

    /**
     * @param by the subject of the operator's token, {@code -} in an open shop
     * @param subject to what it was done
     * @param result how it ended; null if it has not, or if the process ended meanwhile
     */
    public record Action(
            Instant at,
            String by,
            String action,
            String subject,
            @Nullable String result) {

        private static Action read(ResultSet row, int number) throws SQLException {
            return new Action(
                    row.getObject("at", OffsetDateTime.class).toInstant(),
                    row.getString("by"),
                    row.getString("action"),
                    row.getString("subject"),
                    row.getString("result"));
        }
    }

    @ReadOperation
    public Actions actions() {
        return new Actions(jdbc.query(NEWEST, Action::read, MAX_LISTED));
    }

    /** Who asks: the subject of the caller's token, {@code -} in an open shop. */
    static String operator() {
        return Author.current().map(Author::id).orElse("-");
    }

    /**
     * Acts, and keeps on record who asked for it and how it ended. What cannot be recorded is not done.
     *
     * @param result the sentence about what the work returned
     */
    <T> T record(String action, String subject, Supplier<T> work, Function<T, String> result) {
        var id = Objects.requireNonNull(jdbc.queryForObject(BEGIN, Long.class, operator(), action, shortened(subject)));
        try {
            var answer = work.get();
            jdbc.update(END, result.apply(answer), id);
            return answer;
        } catch (RuntimeException | Error e) {
            recordFailure(id, e);
            throw e;
        }
    }

    private void recordFailure(long id, Throwable failure) {
        try {
            jdbc.update(END, shortened("failed: " + failure), id);
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    private static String shortened(String text) {
        var storable = text.replace('\u0000', '\uFFFD');
        return storable.substring(0, Math.min(LONGEST_TEXT, storable.length()));
    }
}
