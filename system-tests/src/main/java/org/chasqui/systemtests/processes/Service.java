package org.chasqui.systemtests.processes;

import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The six services: what each is called everywhere, and the stream that it publishes. */
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

    /** Distance of its port from the base. */
    int port() {
        return port;
    }

    /** Name of its module, of its process and of its subscriptions. */
    public String id() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Name of its database, which is also that of its role. */
    public String database() {
        return name().toLowerCase(Locale.ROOT);
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
