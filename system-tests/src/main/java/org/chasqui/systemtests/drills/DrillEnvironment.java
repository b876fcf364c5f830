package org.chasqui.systemtests.drills;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chasqui.systemtests.invariants.Invariants;
import org.chasqui.systemtests.processes.FreePorts;
import org.chasqui.systemtests.processes.ServerProxy;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;

/** A private shop, and what stands around it so that it can be disturbed. */
public final class DrillEnvironment implements AutoCloseable {

    private final ShopProcesses processes;
    private final Shop shop;
    private final Invariants invariants;
    private final List<AutoCloseable> parts;

    private DrillEnvironment(ShopProcesses processes, Shop shop, Invariants invariants, List<AutoCloseable> parts) {
        this.processes = processes;
        this.shop = shop;
        this.invariants = invariants;
        this.parts = parts;
    }

    /** A shop that runs, with what stands around it. */
    public static DrillEnvironment of(ShopProcesses processes, AutoCloseable... parts) {
        return of(processes, Invariants.of(processes), parts);
    }

    static DrillEnvironment of(ShopProcesses processes, Invariants invariants, AutoCloseable... parts) {
        return new DrillEnvironment(processes, Shop.at(processes.gateway()), invariants, List.of(parts));
    }

    /**
     * Starts a shop whose services reach PostgreSQL and Redis over proxies. Returns when all of it answers.
     *
     * @param settings what is added to the environment of all processes
     */
    public static DrillEnvironment withProxies(Path home, Map<String, String> settings) {
        int ports = FreePorts.freeRange();
        var proxies = ServerProxies.from(ports);
        try {
            var all = new HashMap<>(settings);
            all.putAll(proxies.settings());
            return of(ShopProcesses.start(home, ports, all), proxies);
        } catch (RuntimeException e) {
            proxies.close();
            throw e;
        }
    }

    public ShopProcesses processes() {
        return processes;
    }

    public Shop shop() {
        return shop;
    }

    public Invariants invariants() {
        return invariants;
    }

    ServerProxies proxies() {
        return part(ServerProxies.class).orElseThrow();
    }

    /** What stands around the shop, of that kind. */
    <T extends AutoCloseable> Optional<T> part(Class<T> kind) {
        return parts.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** Ends whatever trouble there still is. Returns when all processes answer. */
    public void heal() {
        part(ServerProxies.class).ifPresent(ServerProxies::restore);
        processes.restore();
    }

    @Override
    public void close() {
        shop.close();
        invariants.close();
        try {
            if (!parts.isEmpty()) {
                processes.stop();
            }
            for (var part : parts) {
                part.close();
            }
        } catch (Exception e) {
            throw new IllegalStateException("what stands around the shop does not go away", e);
        } finally {
            processes.close();
        }
    }

    /** The two ways from the services to their servers. */
    record ServerProxies(ServerProxy postgres, ServerProxy redis) implements AutoCloseable {

        static ServerProxies from(int portBase) {
            return new ServerProxies(
                    ServerProxy.to(ShopProcesses.postgresPort(portBase)),
                    ServerProxy.to(ShopProcesses.redisPort(portBase)));
        }

        /** For the environment of the services: it is the database's name that the role has, too. */
        Map<String, String> settings() {
            // why prepareThreshold: each COMMIT is sent as a word, and can be seen on its way
            return Map.of(
                    "CHASQUI_JAVA_OPTIONS",
                    ("-Dspring.datasource.url=jdbc:postgresql://127.0.0.1:%d/${spring.datasource.username}?prepareThreshold=0"
                                    + " -Dspring.data.redis.port=%d")
                            .formatted(postgres.port(), redis.port()));
        }

        void restore() {
            postgres.restore();
            redis.restore();
        }

        @Override
        public void close() {
            postgres.close();
            redis.close();
        }
    }
}
