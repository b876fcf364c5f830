package org.chasqui.messaging.books;

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/** A row for each book: when it is examined next, by whom it is now, and what was found last. All by the database's clock. */
final class VerificationTable {

    private static final Duration SOON = Duration.ofMinutes(1);

    private static final String CREATE = """
            INSERT INTO messaging.verification (name, due_at) SELECT name, now() + ? * interval '1 ms' FROM unnest(?) AS name
            ON CONFLICT DO NOTHING
            """;

    /**
     * Takes a book whose turn it is, for as long as {@link #KEEP} says. A turn that is too far away comes from a clock that was set back. What is
     * to be repaired remains so until {@link #VERIFIED}.
     */
    private static final String CLAIM = """
            UPDATE messaging.verification AS claimed
            SET due_at = now() + interval '1 minute', running = true, repairing = claimed.repair OR claimed.repairing, repair = false
            FROM (SELECT name FROM messaging.verification
                  WHERE name = ANY (?) AND (due_at <= now() OR due_at > now() + 2 * greatest(? * interval '1 ms', interval '1 minute'))
                  ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS due
            WHERE claimed.name = due.name
            RETURNING claimed.name, claimed.repairing
            """;

    private static final String KEEP =
            "UPDATE messaging.verification SET due_at = now() + interval '1 minute' WHERE name = ? AND running";

    private static final String REQUEST = """
            INSERT INTO messaging.verification (name, due_at, repair) SELECT name, now(), ? FROM unnest(?) AS name ORDER BY name
            ON CONFLICT (name) DO UPDATE SET due_at = excluded.due_at, repair = verification.repair OR excluded.repair
            """;

    /** Why at once where somebody wants a repair: it was asked for meanwhile. */
    private static final String NEXT =
            "running = false, due_at = now() + CASE WHEN repair THEN interval '0' ELSE ? * interval '1 ms' END";

    private static final String VERIFIED = "UPDATE messaging.verification SET " + NEXT
            + ", repairing = repairing AND NOT ?, verified_at = now(), rows = ?, findings = ?, repaired = ?, waits = NULL WHERE name = ?";

    private static final String WAITS = "UPDATE messaging.verification SET " + NEXT + ", waits = ? WHERE name = ?";

    private static final String SELECT = """
            SELECT name, verified_at, extract(epoch FROM now() - coalesce(verified_at, created_at))::double precision AS age, rows, findings, repaired, waits,
                   running OR due_at <= now() AS pending
            FROM messaging.verification WHERE name = ANY (?) ORDER BY name
            """;

    private final JdbcTemplate jdbc;
    private final Duration interval;
    private final String[] names;

    VerificationTable(JdbcTemplate jdbc, Duration interval, Collection<String> names) {
        this.jdbc = jdbc;
        this.interval = interval;
        this.names = names.toArray(String[]::new);
    }

    record Claim(String name, boolean repair) {}

    void create() {
        jdbc.update(CREATE, interval.toMillis(), names);
    }

    Optional<Claim> claim() {
        return jdbc
                .query(
                        CLAIM,
                        (row, number) -> new Claim(row.getString("name"), row.getBoolean("repairing")),
                        names,
                        interval.toMillis())
                .stream()
                .findFirst();
    }

    void keep(String name) {
        jdbc.update(KEEP, name);
    }

    void request(Collection<String> books, boolean repair) {
        jdbc.update(REQUEST, repair, books.toArray(String[]::new));
    }

    void verified(String name, Examination.Run run) {
        jdbc.update(
                VERIFIED,
                interval.toMillis(),
                run.repairs(),
                run.rows(),
                run.findings().toArray(String[]::new),
                run.repaired().toArray(String[]::new),
                name);
    }

    /** Lets a repair be tried again soon. */
    void waits(Claim claim, String why) {
        var next = claim.repair() && interval.compareTo(SOON) > 0 ? SOON : interval;
        jdbc.update(WAITS, next.toMillis(), why, claim.name());
    }

    List<Verification.Result> results() {
        return jdbc.query(SELECT, VerificationTable::read, (Object) names);
    }

    private static Verification.Result read(ResultSet row, int number) throws SQLException {
        return new Verification.Result(
                row.getString("name"),
                instant(row.getObject("verified_at", OffsetDateTime.class)),
                row.getDouble("age"),
                row.getLong("rows"),
                texts(row.getArray("findings")),
                texts(row.getArray("repaired")),
                row.getString("waits"),
                row.getBoolean("pending"));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static List<String> texts(Array array) throws SQLException {
        return List.of((String[]) array.getArray());
    }
}
