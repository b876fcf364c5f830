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

    /** For how long an instance may be silent. Why more than a minute, where statements may take longer: an examination would never end. */
    private static final String CLAIMED =
            "greatest(interval '1 minute', 2 * current_setting('statement_timeout')::interval)";

    /**
     * Takes a book whose turn it is, first one that somebody has asked for. A turn that is too far away comes from a clock that was set back. What is to
     * be repaired remains so until {@link #VERIFIED}, as does what somebody has asked for.
     */
    private static final String CLAIM = """
            UPDATE messaging.verification AS claimed
            SET due_at = now() + %1$s, running = asked, again = false, repairing = claimed.repair OR claimed.repairing, repair = false
            FROM (SELECT name, running OR repairing OR due_at = '-infinity' AS asked FROM messaging.verification
                  WHERE name = ANY (?) AND (NOT ? OR running OR repairing OR due_at = '-infinity')
                    AND (due_at <= now() OR due_at > now() + 2 * greatest(? * interval '1 ms', %1$s))
                  ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED) AS due
            WHERE claimed.name = due.name
            RETURNING claimed.name, claimed.repairing, asked, claimed.due_at::text AS until
            """.formatted(CLAIMED);

    /** Nobody else has claimed the book since, and nobody has asked for it, unless it was asked for already. */
    private static final String IS_MINE = "name = ? AND due_at = ?::timestamptz";

    private static final String KEEP = "UPDATE messaging.verification SET due_at = now() + " + CLAIMED + " WHERE "
            + IS_MINE + " RETURNING due_at::text";

    /** An examination that somebody has asked for goes on, so that it comes to an end; another one follows then. */
    private static final String REQUEST = """
            INSERT INTO messaging.verification AS known (name, due_at, repair) SELECT name, '-infinity', ? FROM unnest(?) AS name ORDER BY name
            ON CONFLICT (name) DO UPDATE
            SET repair = known.repair OR excluded.repair, again = known.running,
                due_at = CASE WHEN known.running AND known.due_at > now() THEN known.due_at ELSE excluded.due_at END
            """;

    private static final String NEXT =
            "running = false, again = false, due_at = CASE WHEN again THEN '-infinity' ELSE now() + ? * interval '1 ms' END";

    private static final String VERIFIED = "UPDATE messaging.verification SET " + NEXT
            + ", repairing = repairing AND NOT ?, verified_at = now(), rows = ?, findings = ?, repaired = ?, waits = NULL WHERE "
            + IS_MINE;

    private static final String WAITS =
            "UPDATE messaging.verification SET " + NEXT + ", repairing = repairing AND ?, waits = ? WHERE " + IS_MINE;

    private static final String SELECT = """
            SELECT name, verified_at, extract(epoch FROM now() - coalesce(verified_at, created_at))::double precision AS age, rows, findings, repaired, waits,
                   running OR due_at = '-infinity' AS pending
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

    /**
     * A book that an instance examines.
     *
     * @param asked whether somebody has asked for it
     * @param until when another instance may claim it, as text of the database
     */
    record Claim(String name, boolean repair, boolean asked, String until) {}

    void create() {
        jdbc.update(CREATE, interval.toMillis(), names);
    }

    /** @param asked whether only one that somebody has asked for */
    Optional<Claim> claim(boolean asked) {
        return jdbc
                .query(
                        CLAIM,
                        (row, number) -> new Claim(
                                row.getString("name"),
                                row.getBoolean("repairing"),
                                row.getBoolean("asked"),
                                row.getString("until")),
                        names,
                        asked,
                        interval.toMillis())
                .stream()
                .findFirst();
    }

    /** Claims the book anew; empty if its examination is to begin again, or another instance does it. */
    Optional<Claim> keep(Claim claim) {
        return jdbc
                .query(
                        KEEP,
                        (row, number) -> new Claim(claim.name(), claim.repair(), claim.asked(), row.getString(1)),
                        claim.name(),
                        claim.until())
                .stream()
                .findFirst();
    }

    void request(Collection<String> books, boolean repair) {
        jdbc.update(REQUEST, repair, books.toArray(String[]::new));
    }

    /** Has no effect on a book that is no longer claimed. */
    void verified(Claim claim, Examination.Run run) {
        jdbc.update(
                VERIFIED,
                interval.toMillis(),
                run.repairs(),
                run.rows(),
                run.findings().toArray(String[]::new),
                run.repaired().toArray(String[]::new),
                claim.name(),
                claim.until());
    }

    /** @param repairs whether a repair that was asked for is tried again, soon; otherwise it is given up */
    void waits(Claim claim, String why, boolean repairs) {
        var next = repairs && claim.repair() && interval.compareTo(SOON) > 0 ? SOON : interval;
        jdbc.update(WAITS, next.toMillis(), repairs, why, claim.name(), claim.until());
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
