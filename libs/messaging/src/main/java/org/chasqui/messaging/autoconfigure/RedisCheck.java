package org.chasqui.messaging.autoconfigure;

import java.time.Duration;
import java.util.Properties;
import java.util.regex.Pattern;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.Worker.Pass;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.core.RedisCallback;
import org.springframework.data.redis.core.StringRedisTemplate;

/**
 * Refuses to use a Redis that is too old or that evicts keys, at the start and afterwards.
 *
 * <p>A Redis that does not answer is no reason to refuse: commands are accepted and queries answered without it. It is checked at the first
 * use, and from then on every few seconds.
 */
final class RedisCheck implements InitializingBean {

    private static final Logger log = LoggerFactory.getLogger(RedisCheck.class);

    /** Script flags, which let a full Redis still be drained, came with this release. */
    private static final int OLDEST_MAJOR = 7;

    private static final Pattern MAJOR = Pattern.compile("^\\d{1,9}(?=\\.|$)");

    private final StringRedisTemplate redis;
    private final Duration interval;
    private volatile long due = System.nanoTime();

    /** @param interval for how long a Redis that was found suitable is not checked again */
    RedisCheck(StringRedisTemplate redis, Duration interval) {
        this.redis = redis;
        this.interval = interval;
    }

    @Override
    public void afterPropertiesSet() {
        try {
            check();
        } catch (DataAccessException e) {
            log.warn("Redis does not answer; events wait in the database: {}", e.getMessage());
        }
    }

    /** @throws UnsuitableServer if events must not be carried by this Redis */
    void check() {
        if (System.nanoTime() - due < 0) {
            return;
        }
        var info = redis.execute((RedisCallback<Properties>)
                connection -> connection.serverCommands().info());
        if (info == null) {
            return;
        }
        requireVersion(info.getProperty("redis_version", "0"));
        requireNoEviction(info.getProperty("maxmemory_policy", "noeviction"));
        due = System.nanoTime() + interval.toNanos();
    }

    private static void requireVersion(String version) {
        if (major(version) < OLDEST_MAJOR) {
            throw new UnsuitableServer(
                    "Redis is version %s, and the scripts that carry events need 7.0 or newer. Upgrade Redis, or use Valkey 7.2 or newer."
                            .formatted(version));
        }
    }

    /** The number before the first dot; 0 if there is none. */
    private static int major(String version) {
        var number = MAJOR.matcher(version);
        return number.find() ? Integer.parseInt(number.group()) : 0;
    }

    private static void requireNoEviction(String policy) {
        if (!"noeviction".equals(policy)) {
            throw new UnsuitableServer(
                    ("Redis has maxmemory-policy %s and would throw events away to save memory, again and again. Set"
                                    + " maxmemory-policy noeviction, and give caches of other systems a Redis of their own.")
                            .formatted(policy));
        }
    }

    /** A worker that runs only while Redis is suitable. */
    record CheckedWorker(Worker worker, RedisCheck check) implements Worker {

        @Override
        public String name() {
            return worker.name();
        }

        @Override
        public Pass runOnce() {
            check.check();
            return worker.runOnce();
        }

        @Override
        public void awaitWork() throws InterruptedException {
            worker.awaitWork();
        }

        @Override
        public void stopped() {
            worker.stopped();
        }
    }
}
