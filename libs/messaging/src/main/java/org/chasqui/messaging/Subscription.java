package org.chasqui.messaging;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Maps the types of one stream's events to the records and handlers of a service. Declare one bean for each stream.
 *
 * <p>A type that is neither handled nor ignored stops the subscription and raises an alarm: it is most likely an event of a
 * newer release, and to skip it would lose it.
 */
public final class Subscription {

    /** Largest batch: most entries that one read of the list returns. */
    public static final int MAX_BATCH = 200;

    private final String stream;
    private final Map<String, Route<?>> routes;
    private final Set<String> ignored;
    private final int batchSize;
    private final Optional<LockLimit<?>> lockLimit;
    private final List<Replica<?>> replicas;

    private Subscription(Builder builder) {
        stream = builder.stream;
        routes = Map.copyOf(builder.routes);
        ignored = Set.copyOf(builder.ignored);
        batchSize = builder.batchSize;
        lockLimit = Optional.ofNullable(builder.lockLimit);
        replicas = routes.values().stream()
                .flatMap(route -> route.replica().stream())
                .distinct()
                .sorted(Comparator.comparing(Replica::table))
                .collect(Collectors.toUnmodifiableList());
    }

    /** Begins the subscription to a stream, for example {@code orders}. */
    public static Builder to(String stream) {
        return new Builder(stream);
    }

    public String stream() {
        return stream;
    }

    /** Most events in one transaction, 1 to {@value #MAX_BATCH}. */
    public int batchSize() {
        return batchSize;
    }

    /** How much a transaction may lock; empty if that is not limited. */
    public Optional<LockLimit<?>> lockLimit() {
        return lockLimit;
    }

    /** The route of a type; empty if the type is ignored or unknown. */
    public Optional<Route<?>> routeOf(String type) {
        return Optional.ofNullable(routes.get(type));
    }

    /** Whether events of the type are handled or ignored. */
    public boolean knows(String type) {
        return routes.containsKey(type) || ignored.contains(type);
    }

    /** The replicas that events of the stream change, in the order of their tables' names. */
    public List<Replica<?>> replicas() {
        return replicas;
    }

    /** The books of the replicas. */
    public Map<Book, Replica<?>> books() {
        var books = new LinkedHashMap<Book, Replica<?>>();
        routes.forEach((type, route) -> route.replica()
                .ifPresent(
                        replica -> books.put(replica.book(stream, Builder.aggregate(type), route.record()), replica)));
        return books;
    }

    /** Applies messages in the consumer's transaction. An exception rolls back the offset together with everything else. */
    @FunctionalInterface
    public interface Handler<T> {

        /** @param messages in the order of the stream, at least one, all of this handler's types */
        void handle(List<Message<T>> messages);
    }

    /**
     * The record and the handler of some types. Events of two types with the same route are handed over together.
     *
     * @param replica the replica that the handler changes; empty if it does something else
     */
    public record Route<T>(Class<T> record, Handler<T> handler, Optional<Replica<?>> replica) {}

    /**
     * How much handlers may lock in one transaction.
     *
     * @param most a batch ends before the event with which it would be more, but not before its first event
     * @param locked ids of what the handler of this record locks because of an event
     */
    public record LockLimit<T>(int most, Class<T> record, Function<T, Collection<?>> locked) {}

    public static final class Builder {

        private final String stream;
        private final Map<String, Route<?>> routes = new HashMap<>();
        private final Set<String> ignored = new HashSet<>();
        private int batchSize = MAX_BATCH;
        private @Nullable LockLimit<?> lockLimit;

        private Builder(String stream) {
            this.stream = stream;
        }

        /**
         * Hands events of these types to the handler, as many at once as one transaction takes. Put types whose order among one another
         * matters into one route: within a transaction, the routes follow one after the other.
         */
        public <T> Builder on(Collection<String> types, Class<T> record, Handler<T> handler) {
            return on(types, new Route<>(record, handler, Optional.empty()));
        }

        /** Puts the state that events of these types bring into a replica. */
        public <T extends Record> Builder on(Collection<String> types, Class<T> record, Replica<T> replica) {
            return on(types, record, replica::put, replica);
        }

        /**
         * As the other, where a handler changes the replica. A rebuild keeps events from the handler that are older than their rows. It
         * hands over those of the same version again; the handler should write them, as {@link Replica#givesWay} says, to repair a row
         * that is wrong.
         */
        public <T extends Record> Builder on(
                Collection<String> types, Class<T> record, Handler<T> handler, Replica<T> replica) {
            return on(types, new Route<>(record, handler, Optional.of(replica)));
        }

        private Builder on(Collection<String> types, Route<?> route) {
            types.forEach(type -> claim(type, route));
            return this;
        }

        public <T> Builder on(String type, Class<T> record, Handler<T> handler) {
            return on(List.of(type), record, handler);
        }

        /** Skips events of these types. Of an aggregate, ignore all types or none. */
        public Builder ignoring(String... types) {
            for (var type : types) {
                claim(type, null);
            }
            return this;
        }

        /**
         * Limits the transaction where handlers lock rows that others wait for.
         *
         * @param size 1 to {@value #MAX_BATCH}
         */
        public Builder batchesOf(int size) {
            if (size < 1 || size > MAX_BATCH) {
                throw new IllegalArgumentException("A batch has 1 to %d events, not %d".formatted(MAX_BATCH, size));
            }
            batchSize = size;
            return this;
        }

        /** Limits the transaction also where one event may make its handler lock many rows: see {@link LockLimit}. */
        public <T> Builder lockingUpTo(int most, Class<T> record, Function<T, Collection<?>> locked) {
            lockLimit = new LockLimit<>(most, record, locked);
            return this;
        }

        public Subscription build() {
            if (routes.isEmpty()) {
                throw new IllegalStateException("The subscription to " + stream + " handles no type of event");
            }
            requireWholeAggregates();
            return new Subscription(this);
        }

        /** Why: only the newest event of an aggregate is sure to stay in the log, and that may be of an ignored type. */
        private void requireWholeAggregates() {
            var handled = routes.keySet().stream().map(Builder::aggregate).collect(Collectors.toSet());
            ignored.stream()
                    .map(Builder::aggregate)
                    .filter(handled::contains)
                    .findFirst()
                    .ifPresent(aggregate -> {
                        throw new IllegalStateException(
                                "The subscription to %s handles some types of %s and ignores others"
                                        .formatted(stream, aggregate));
                    });
        }

        /** Types begin with what they are about: {@code order.placed.v1}. */
        private static String aggregate(String type) {
            return type.split("\\.", 2)[0];
        }

        private void claim(String type, @Nullable Route<?> route) {
            if (routes.containsKey(type) || ignored.contains(type)) {
                throw new IllegalArgumentException("The subscription to " + stream + " names " + type + " twice");
            }
            if (route == null) {
                ignored.add(type);
            } else {
                routes.put(type, route);
            }
        }
    }
}
