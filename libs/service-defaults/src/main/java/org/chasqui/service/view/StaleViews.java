package org.chasqui.service.view;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.chasqui.messaging.FaultPoint;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.TransientDataAccessResourceException;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.core.script.DefaultRedisScript;
import org.springframework.data.redis.core.script.RedisScript;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Takes views out of the cache when their rows change.
 *
 * <p>Before the commit, a mark takes the place of each view, so that nobody is answered the old one from then on, nor fills it in; after
 * the commit the mark goes, and the next reader fills in the new one. If the process ends in between, the mark stays until it expires, and
 * nothing but the cache's help is lost. Each change has a mark of its own: another change of the same row, which had to wait for this one's
 * commit, may have put its mark already when this one goes.
 */
final class StaleViews {

    private static final Logger log = LoggerFactory.getLogger(StaleViews.class);

    private static final RedisScript<Long> MARK = script(CacheScript.MARK);
    private static final RedisScript<Long> DROP = script(CacheScript.DROP);

    /** Why: the mark must outlast the commit. PostgreSQL ends an idle transaction after 10 s and any statement after 30 s. */
    private static final String MARKED_FOR =
            Long.toString(Duration.ofSeconds(60).toMillis());

    /** Why: a script keeps all others waiting. */
    private static final int MOST_AT_ONCE = 1_000;

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final @Nullable StringRedisTemplate redis;
    private final ViewKeys keys;
    private final Duration retryFor;
    private final FaultPoint faults;

    /**
     * @param redis null if there is none, in a slice of a service
     * @param longestLife of a view in the cache; when it is over, there is nothing left to take out
     */
    StaleViews(@Nullable StringRedisTemplate redis, ViewKeys keys, Duration longestLife, FaultPoint faults) {
        this.redis = redis;
        this.keys = keys;
        retryFor = longestLife;
        this.faults = faults;
    }

    void changed(String kind, Collection<Long> ids) {
        if (redis != null) {
            var stale = ids.stream().map(id -> keys.of(kind, id)).toList();
            TransactionSynchronizationManager.registerSynchronization(new Change(stale, newMark()));
        }
    }

    static String newMark() {
        return "!" + UUID.randomUUID();
    }

    private final class Change implements TransactionSynchronization {

        private final List<String> stale;
        private final String mark;

        Change(List<String> stale, String mark) {
            this.stale = stale;
            this.mark = mark;
        }

        @Override
        public void beforeCommit(boolean readOnly) {
            mark(stale, mark);
            faults.reached("views.after-mark");
        }

        /** Why nothing if the outcome is not known: the mark that stays does no harm, and a view may. */
        @Override
        public void afterCompletion(int status) {
            if (status != STATUS_UNKNOWN) {
                faults.reached("views.before-drop");
                tryDrop(stale, mark, status == STATUS_COMMITTED);
            }
        }
    }

    /** @throws TransientDataAccessResourceException if Redis does not do it; the transaction must not be committed */
    void mark(List<String> stale, String mark) {
        try {
            execute(MARK, stale, mark, MARKED_FOR);
        } catch (DataAccessException | IllegalStateException e) {
            throw new TransientDataAccessResourceException("Redis did not mark cached views as stale", e);
        }
    }

    void drop(List<String> stale, String mark) {
        execute(DROP, stale, mark);
    }

    private void tryDrop(List<String> stale, String mark, boolean committed) {
        try {
            drop(stale, mark);
        } catch (DataAccessException | IllegalStateException e) {
            if (committed) {
                log.warn("{} cached views are dropped later, Redis does not answer: {}", stale.size(), e.getMessage());
                Thread.ofVirtual().name("drop of cached views").start(() -> dropLater(stale, mark));
            }
        }
    }

    /** Why, since the mark expires anyway: Redis may come back with what it had on disk, the mark not yet being there. */
    private void dropLater(List<String> stale, String mark) {
        var deadline = Deadline.in(retryFor);
        while (deadline.left().isPositive()) {
            try {
                Thread.sleep(RETRY_INTERVAL);
                drop(stale, mark);
                return;
            } catch (InterruptedException e) {
                return;
            } catch (DataAccessException | IllegalStateException e) {
                log.debug("Cached views are still to be dropped", e);
            }
        }
    }

    private void execute(RedisScript<Long> script, List<String> stale, String... arguments) {
        if (redis == null) {
            return;
        }
        for (var from = 0; from < stale.size(); from += MOST_AT_ONCE) {
            var some = new ArrayList<>(stale.subList(from, Math.min(from + MOST_AT_ONCE, stale.size())));
            redis.execute(script, some, (Object[]) arguments);
        }
    }

    private static RedisScript<Long> script(CacheScript source) {
        var script = new DefaultRedisScript<Long>();
        script.setScriptText(source.text());
        script.setResultType(Long.class);
        return script;
    }
}
