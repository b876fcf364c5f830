package org.chasqui.systemtests.drills;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.chasqui.systemtests.books.Books;
import org.chasqui.systemtests.processes.Line;
import org.chasqui.systemtests.processes.Ports;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;

/** A private shop, and what stands around it so that it can be disturbed. */
public final class Ground implements AutoCloseable {

    private final ShopProcesses processes;
    private final Shop shop;
    private final Books books;
    private final List<AutoCloseable> parts;

    private Ground(ShopProcesses processes, Shop shop, Books books, List<AutoCloseable> parts) {
        this.processes = processes;
        this.shop = shop;
        this.books = books;
        this.parts = parts;
    }

    /** A shop that runs, with what stands around it. */
    public static Ground of(ShopProcesses processes, AutoCloseable... parts) {
        return of(processes, Books.of(processes), parts);
    }

    static Ground of(ShopProcesses processes, Books books, AutoCloseable... parts) {
        return new Ground(processes, Shop.at(processes.gateway()), books, List.of(parts));
    }

    /**
     * Starts a shop whose services reach PostgreSQL and Redis over lines. Returns when all of it answers.
     *
     * @param settings what is added to the environment of all processes
     */
    public static Ground withLines(Path home, Map<String, String> settings) {
        int ports = Ports.freeRange();
        var lines = Lines.from(ports);
        try {
            var all = new HashMap<>(settings);
            all.putAll(lines.settings());
            return of(ShopProcesses.start(home, ports, all), lines);
        } catch (RuntimeException e) {
            lines.close();
            throw e;
        }
    }

    public ShopProcesses processes() {
        return processes;
    }

    public Shop shop() {
        return shop;
    }

    public Books books() {
        return books;
    }

    Lines lines() {
        return part(Lines.class).orElseThrow();
    }

    /** What stands around the shop, of that kind. */
    <T extends AutoCloseable> Optional<T> part(Class<T> kind) {
        return parts.stream().filter(kind::isInstance).map(kind::cast).findFirst();
    }

    /** Ends whatever trouble there still is. Returns when all processes answer. */
    public void heal() {
        part(Lines.class).ifPresent(Lines::restore);
        processes.restore();
    }

    @Override
    public void close() {
        shop.close();
        books.close();
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
    record Lines(Line postgres, Line redis) implements AutoCloseable {

        static Lines from(int portBase) {
            return new Lines(Line.to(ShopProcesses.postgresPort(portBase)), Line.to(ShopProcesses.redisPort(portBase)));
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
