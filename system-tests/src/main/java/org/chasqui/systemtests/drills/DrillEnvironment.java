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

/** A private shop and the parts around it that can disturb it, such as proxies. */
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

    /** Wraps a running shop and the parts around it. */
    public static DrillEnvironment of(ShopProcesses processes, AutoCloseable... parts) {
        return of(processes, Invariants.of(processes), parts);
    }

    static DrillEnvironment of(ShopProcesses processes, Invariants invariants, AutoCloseable... parts) {
        return new DrillEnvironment(processes, processes.shop(), invariants, List.of(parts));
    }

    /**
     * Starts a shop whose services reach PostgreSQL and Redis through proxies. Returns when all processes answer.
     *
     * @param settings environment variables for all processes
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

    /** Finds the part of this type. */
    <T extends AutoCloseable> Optional<T> part(Class<T> kind) {
        return parts.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** Ends every disturbance that still lasts. Returns when all processes answer. */
    public void endDisturbances() {
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
            throw new IllegalStateException("cannot close the parts around the shop", e);
        } finally {
            processes.close();
        }
    }

    /** The proxies between the services and their servers. */
    record ServerProxies(ServerProxy postgres, ServerProxy redis) implements AutoCloseable {

        static ServerProxies from(int portBase) {
            return new ServerProxies(
                    ServerProxy.to(ShopProcesses.postgresPort(portBase)),
                    ServerProxy.to(ShopProcesses.redisPort(portBase)));
        }

        /** The environment of the services. Each role has the name of its database, so the URL can use the role's name. */
        Map<String, String> settings() {
            // why prepareThreshold: the driver sends each COMMIT as text, so a proxy can recognize it
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
