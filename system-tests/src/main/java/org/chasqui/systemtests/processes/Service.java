package org.chasqui.systemtests.processes;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The six services, with their names and the streams that they publish. */
public enum Service {
    USERS_COMMANDS(81, "users"),
    USERS_QUERIES(82, null),
    PRODUCTS_COMMANDS(83, "products"),
    PRODUCTS_QUERIES(84, null),
    ORDERS_COMMANDS(85, "orders"),
    ORDERS_QUERIES(86, null);

    private final int port;
    private final Optional<String> stream;

    Service(int port, @Nullable String stream) {
        this.port = port;
        this.stream = Optional.ofNullable(stream);
    }

    /** The offset of its port from the base. */
    int port() {
        return port;
    }

    /** The name of its module, its process and its subscriptions. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The name of its database and its role. */
    public String database() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The role that owns its database. */
    public String owner() {
        return database() + "_owner";
    }

    public Optional<String> stream() {
        return stream;
    }

    public boolean publishes() {
        return stream.isPresent();
    }

    @Override
    public String toString() {
        return id();
    }
}
