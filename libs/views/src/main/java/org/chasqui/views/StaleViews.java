package org.chasqui.views;

import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Stream;
import org.chasqui.http.versions.VersionWaits.Deadline;
import org.chasqui.platform.FaultPoint;
import org.chasqui.views.ViewContent.Part;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes views out of the cache when their rows change.
 *
 * <p>Before the commit, a mark replaces each view, so that no reader gets the old view from then on or puts it back. After the commit the
 * mark is removed, and the next reader puts the new view there. Each change has a mark of its own, because a second change of the same row,
 * which waits for the first one's commit, may have set its mark before the first one's is removed.
 *
 * <p>The mark is removed only when the outcome of the transaction is known. Spring's status does not suffice: if a connection breaks during
 * the commit, JPA's transaction manager reports "rolled back", and the server may commit a moment later. So unless the status is committed,
 * this class asks the server, and renews the mark while the transaction is in progress there, for example while it waits for a standby. If
 * the process ends before, the mark stays for as long as any old view could, and only the cache's help is lost.
 *
 * <p>A part that many views show has one mark for all of them. That mark is not removed: it only excludes older views.
 */
final class StaleViews {

    private static final Logger log = LoggerFactory.getLogger(StaleViews.class);

    private static final RedisScript<Long> MARK = script(CacheScript.MARK);
    private static final RedisScript<Long> RENEW = script(CacheScript.RENEW);
    private static final RedisScript<Long> PART = script(CacheScript.PART);
    private static final RedisScript<Long> DROP = script(CacheScript.DROP);

    /** Why: Redis runs one script at a time, and the transaction is idle while it waits for one of each kind. */
    private static final int MAX_IN_A_TRANSACTION = 1_000;

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final @Nullable StringRedisTemplate redis;
    private final ViewCache.Keys keys;
    private final TransactionOutcomes outcomes;
    private final Duration longestLife;
    private final FaultPoint faults;

    /**
     * @param redis null if there is none, in a slice of a service
     * @param longestLife of a view in the cache, and so of a mark; after that, no old view is left
     */
    StaleViews(
            @Nullable StringRedisTemplate redis,
            ViewCache.Keys keys,
            TransactionOutcomes outcomes,
            Duration longestLife,
            FaultPoint faults) {
        this.redis = redis;
        this.keys = keys;
        this.outcomes = outcomes;
        this.longestLife = longestLife;
        this.faults = faults;
    }

    void changed(String kind, Collection<Long> ids) {
        if (redis != null) {
            change().add(ids.stream().map(id -> keys.of(kind, id)).toList());
        }
    }

    void partChanged(Part part) {
        if (redis != null) {
            change().parts.put(keys.ofPart(part), part.revision());
        }
    }

    /** The change of the caller's transaction, so that each script runs once for all its views. */
    private Change change() {
        return TransactionSynchronizationManager.getSynchronizations().stream()
                .filter(Change.class::isInstance)
                .map(Change.class::cast)
                .findFirst()
                .orElseGet(this::register);
    }

    private Change register() {
        var change = new Change();
        TransactionSynchronizationManager.registerSynchronization(change);
        return change;
    }

    static String newMark() {
        return "!" + UUID.randomUUID();
    }

    private final class Change implements TransactionSynchronization {

        private final Set<String> views = new LinkedHashSet<>();
        private final Map<String, Long> parts = new TreeMap<>();
        private final String mark = newMark();
        private @Nullable String transaction;

        void add(List<String> changed) {
            views.addAll(changed);
            if (views.size() > MAX_IN_A_TRANSACTION) {
                throw new IllegalStateException(
                        "A transaction changes %d views at most".formatted(MAX_IN_A_TRANSACTION));
            }
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            transaction = outcomes.currentTransaction();
            mark(List.copyOf(views), mark);
            markParts(parts);
            faults.reached("views.after-mark");
        }

        @Override
        public void afterCompletion(int status) {
            if (status == STATUS_COMMITTED) {
                faults.reached("views.before-drop");
                tryDrop();
            } else if (transaction != null) {
                settleLater();
            }
        }

        private void tryDrop() {
            try {
                drop(List.copyOf(views), mark);
            } catch (DataAccessException | IllegalStateException e) {
                log.warn("Redis does not answer; {} cached views are dropped later: {}", views.size(), e.getMessage());
                settleLater();
            }
        }

        private void settleLater() {
            Thread.ofPlatform().daemon().name("drop of cached views").start(this::settle);
        }

        /** Why also after a commit, although the mark expires: Redis may restart with older data, without the mark. */
        private void settle() {
            var deadline = Deadline.in(longestLife);
            while (deadline.left().isPositive()) {
                try {
                    if (transaction == null || outcomes.isKnown(transaction)) {
                        drop(List.copyOf(views), mark);
                        return;
                    }
                    renew(List.copyOf(views), mark);
                    markParts(parts);
                    deadline = Deadline.in(longestLife);
                } catch (DataAccessException | TransactionException | IllegalStateException e) {
                    log.debug("Cached views are still to be dropped", e);
                }
                try {
                    Thread.sleep(RETRY_INTERVAL);
                } catch (InterruptedException e) {
                    return;
                }
            }
        }
    }

    /** @throws TransientDataAccessResourceException if Redis does not do it; the transaction must not be committed */
    void mark(List<String> stale, String mark) {
        markOrFail(MARK, stale, mark, milliseconds(longestLife));
    }

    /** @throws TransientDataAccessResourceException if Redis does not do it */
    void renew(List<String> stale, String mark) {
        markOrFail(RENEW, stale, mark, milliseconds(longestLife));
    }

    /**
     * @param parts keys of marks, and the newest revision of each
     * @throws TransientDataAccessResourceException if Redis does not do it; the transaction must not be committed
     */
    void markParts(Map<String, Long> parts) {
        var arguments = Stream.concat(
                Stream.of(milliseconds(longestLife)), parts.values().stream().map(String::valueOf));
        markOrFail(PART, List.copyOf(parts.keySet()), arguments.toArray(String[]::new));
    }

    void drop(List<String> stale, String mark) {
        execute(DROP, stale, mark);
    }

    private void markOrFail(RedisScript<Long> script, List<String> stale, String... arguments) {
        try {
            execute(script, stale, arguments);
        } catch (DataAccessException | IllegalStateException e) {
            throw new TransientDataAccessResourceException("Redis did not mark cached views as stale", e);
        }
    }

    private void execute(RedisScript<Long> script, List<String> stale, String... arguments) {
        if (redis != null && !stale.isEmpty()) {
            redis.execute(script, stale, (Object[]) arguments);
        }
    }

    private static String milliseconds(Duration time) {
        return Long.toString(time.toMillis());
    }

    private static RedisScript<Long> script(CacheScript source) {
        var script = new DefaultRedisScript<Long>();
        script.setScriptText(source.text());
        script.setResultType(Long.class);
        return script;
    }

    /** The outcomes of transactions, as PostgreSQL knows them. */
    static final class TransactionOutcomes {

        private static final String CURRENT = "SELECT pg_current_xact_id()::text";

        /** Why DISTINCT: the status of a transaction so old that the server has forgotten it is null. */
        private static final String IS_UNDER_WAY = "SELECT pg_xact_status(?::xid8) IS NOT DISTINCT FROM 'in progress'";

        private final @Nullable JdbcOperations jdbc;

        /** @param jdbc null if there is none, in a slice of a service */
        TransactionOutcomes(@Nullable JdbcOperations jdbc) {
            this.jdbc = jdbc;
        }

        /** The id of the caller's transaction. */
        @Nullable
        String currentTransaction() {
            return jdbc == null ? null : jdbc.queryForObject(CURRENT, String.class);
        }

        /** Whether the transaction is committed or rolled back, rather than in progress. */
        boolean isKnown(String transaction) {
            return jdbc == null || !Boolean.TRUE.equals(jdbc.queryForObject(IS_UNDER_WAY, Boolean.class, transaction));
        }
    }
}
