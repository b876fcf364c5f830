package org.chasqui.orders.queries.projection;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.chasqui.views.ViewChanges;
import org.chasqui.views.ViewContent.Part;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Copies new names of one kind of thing to the orders that show it, a batch of orders at a time, each in a transaction that also writes its
 * progress. So it may stop anywhere and continue there, in this instance or another; several instances take turns on the row of the name.
 *
 * <p>Until its turn comes an order shows the old name. New orders, and orders that change, show the new one at once.
 */
final class Renames implements Worker {

    /** Why no more: transactions that change one of these orders, or that name, wait for this one. */
    private static final int ORDERS_AT_ONCE = 1_000;

    /** Why it polls, too: another instance may have left work, or has called none. */
    private static final Duration POLL_INTERVAL = Duration.ofSeconds(1);

    /** Why the oldest: a name that changes again and again keeps no other waiting. */
    private static final String FIND = "SELECT id FROM pending_rename WHERE kind = {kind} ORDER BY revision LIMIT 1";

    private static final String PROGRESS =
            "SELECT revision, done_up_to FROM pending_rename WHERE kind = {kind} AND id = :id";

    /**
     * Parameters: id, done_up_to, limit. Gives the known name to the next orders, except those that have it; returns how many orders there
     * were, and the last of them. Safe to run again: it finds orders that have the name.
     *
     * <p>Why it locks before it updates: an update locks in any order.
     */
    private static final String COPY = """
        WITH next AS (
            SELECT id FROM order_view
             WHERE {id} = :id AND id > :done_up_to
             ORDER BY id LIMIT :limit FOR NO KEY UPDATE),
        renamed AS (
            UPDATE order_view SET {name} = {known}.name, {name_revision} = {known}.revision, revision = DEFAULT
              FROM next, {known}
             WHERE order_view.id = next.id AND {known}.id = :id AND {name_revision} < {known}.revision)
        SELECT count(*) AS orders, coalesce(max(id), :done_up_to) AS last FROM next
        """;

    private static final String REMEMBER =
            "UPDATE pending_rename SET done_up_to = :last WHERE kind = {kind} AND id = :id";

    private static final String END = "DELETE FROM pending_rename WHERE kind = {kind} AND id = :id";

    private final NamedParameterJdbcTemplate jdbc;
    private final TransactionOperations transactions;
    private final ViewChanges views;
    private final NameKind kind;
    private final Names<?> names;
    private final WakeUp wakeUp;

    private record Progress(long revision, long doneUpTo) {}

    private record Copied(int orders, long last) {}

    Renames(
            NamedParameterJdbcTemplate jdbc,
            TransactionOperations transactions,
            ViewChanges views,
            NameKind kind,
            Names<?> names,
            WakeUp wakeUp) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.views = views;
        this.kind = kind;
        this.names = names;
        this.wakeUp = wakeUp;
    }

    @Override
    public String name() {
        return "renames of " + kind.word() + "s";
    }

    @Override
    public Pass runOnce() {
        var pending = jdbc.queryForList(kind.sql(FIND), new MapSqlParameterSource(), Long.class);
        if (pending.isEmpty()) {
            return Pass.IDLE;
        }
        transactions.executeWithoutResult(status -> copySome(pending.getFirst()));
        return Pass.PROGRESSED;
    }

    @Override
    public void awaitWork() throws InterruptedException {
        wakeUp.await(POLL_INTERVAL);
    }

    /** Why it reads the progress after it has taken the name: another instance may have made progress, or a newer name has begun. */
    private void copySome(long id) {
        names.take(id);
        progress(id).ifPresent(progress -> {
            views.partChanged(new Part(kind.word(), id, progress.revision()));
            var copied = copy(id, progress.doneUpTo());
            var parameters = new MapSqlParameterSource("id", id).addValue("last", copied.last());
            jdbc.update(kind.sql(copied.orders() < ORDERS_AT_ONCE ? END : REMEMBER), parameters);
        });
    }

    private Optional<Progress> progress(long id) {
        List<Progress> found = jdbc.query(
                kind.sql(PROGRESS),
                new MapSqlParameterSource("id", id),
                (row, number) -> new Progress(row.getLong("revision"), row.getLong("done_up_to")));
        return found.stream().findFirst();
    }

    private Copied copy(long id, long doneUpTo) {
        var parameters = new MapSqlParameterSource("id", id)
                .addValue("done_up_to", doneUpTo)
                .addValue("limit", ORDERS_AT_ONCE);
        return jdbc.query(
                        kind.sql(COPY),
                        parameters,
                        (row, number) -> new Copied(row.getInt("orders"), row.getLong("last")))
                .getFirst();
    }
}
