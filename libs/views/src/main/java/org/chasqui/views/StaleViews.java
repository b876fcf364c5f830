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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes views out of the cache when their rows change.
 *
 * <p>Before the commit, a mark takes the place of each view, so that nobody is answered the old one from then on, nor fills it in; after
 * the commit the mark goes, and the next reader fills in the new one. Each change has a mark of its own: another change of the same row,
 * which had to wait for this one's commit, may have put its mark already when this one goes.
 *
 * <p>The mark goes only when it is known how the transaction has ended. Spring's word is not enough for that: where a connection breaks
 * during the commit, JPA's transaction manager says "rolled back", and the server commits a moment later. So whatever is not committed is
 * asked of the server, and the mark is renewed for as long as it does not know itself, as while it waits for a standby. If the process ends
 * before, the mark stays for as long as any old view could, and nothing but the cache's help is lost.
 *
 * <p>A part that many views show has one mark for all of them. It stays: it stands in the way of older views only.
 */
final class StaleViews {

    private static final Logger log = LoggerFactory.getLogger(StaleViews.class);

    private static final RedisScript<Long> MARK = script(CacheScript.MARK);
    private static final RedisScript<Long> RENEW = script(CacheScript.RENEW);
    private static final RedisScript<Long> PART = script(CacheScript.PART);
    private static final RedisScript<Long> DROP = script(CacheScript.DROP);

    /** Why: a script keeps all others waiting, and the transaction, idle meanwhile, waits for one script of each kind and no more. */
    private static final int MOST_IN_A_TRANSACTION = 1_000;

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final @Nullable StringRedisTemplate redis;
    private final ViewKeys keys;
    private final Outcomes outcomes;
    private final Duration longestLife;
    private final FaultPoint faults;

    /**
     * @param redis null if there is none, in a slice of a service
     * @param longestLife of a view in the cache, and so of a mark; when it is over, there is nothing left to take out
     */
    StaleViews(
            @Nullable StringRedisTemplate redis,
            ViewKeys keys,
            Outcomes outcomes,
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

    /** The one of the caller's transaction, so that Redis is asked once for all of it. */
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
            if (views.size() > MOST_IN_A_TRANSACTION) {
                throw new IllegalStateException(
                        "A transaction changes %d views at most".formatted(MOST_IN_A_TRANSACTION));
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
                log.warn("{} cached views are dropped later, Redis does not answer: {}", views.size(), e.getMessage());
                settleLater();
            }
        }

        private void settleLater() {
            Thread.ofVirtual().name("drop of cached views").start(this::settle);
        }

        /** Why also after a commit, since the mark expires: Redis may come back with what it had on disk, the mark not yet being there. */
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
}
