package org.chasqui.messaging.queue;

/**
 * Names a subscription of one service to one partition of a stream, and its keys in Redis.
 *
 * <p>Why the first key part is a format number: entries of another layout would get other keys, so that two releases can run side by
 * side. The braces keep the keys of a subscription in one slot of a Redis Cluster, once the cache, which needs a single server, is kept elsewhere.
 *
 * @param stream the stream, for example {@code orders}
 * @param partition from 0; there is one today
 * @param subscriber the service that subscribes, for example {@code orders-queries}
 */
public record QueueName(String stream, int partition, String subscriber) {

    private static final int FORMAT = 2;

    public static QueueName of(String stream, String subscriber) {
        return new QueueName(stream, 0, subscriber);
    }

    public String list() {
        return "evt:{" + FORMAT + "." + this + "}:q";
    }

    public String acknowledged() {
        return "evt:{" + FORMAT + "." + this + "}:a";
    }

    public String question() {
        return "evt:{" + FORMAT + "." + this + "}:h";
    }

    public String verification() {
        return "evt:{" + FORMAT + "." + this + "}:v";
    }

    /** {@code orders.0.orders-queries}: the name in tables, logs and metrics. */
    @Override
    public String toString() {
        return stream + "." + partition + "." + subscriber;
    }
}
