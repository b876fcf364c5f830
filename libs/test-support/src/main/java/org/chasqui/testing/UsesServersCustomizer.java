package org.chasqui.testing;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.MergedContextConfiguration;
import org.springframework.test.context.support.TestPropertySourceUtils;
import org.springframework.util.function.SingletonSupplier;

/** Does what {@link UsesServers} says. A record, so that contexts of equal configuration are one in Spring's cache. */
record UsesServersCustomizer(boolean ownPostgres) implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        Supplier<PostgresServer> postgres =
                SingletonSupplier.of(ownPostgres ? TestServers::startPostgres : TestServers::postgres);
        Supplier<TestDatabase> database =
                SingletonSupplier.of(() -> postgres.get().createDatabase());
        Supplier<RedisServer> redis = SingletonSupplier.of(TestServers::startRedis);
        addProperties(context.getEnvironment().getPropertySources(), database, redis);
        addBeans((GenericApplicationContext) context, postgres, database, redis);
    }

    private static void addProperties(
            MutablePropertySources sources, Supplier<TestDatabase> database, Supplier<RedisServer> redis) {
        var servers = new SuppliedProperties(Map.of(
                "spring.datasource.url", () -> database.get().url(),
                "spring.datasource.username", () -> database.get().username(),
                "spring.datasource.password", () -> database.get().password(),
                "spring.data.redis.host", () -> redis.get().host(),
                "spring.data.redis.port", () -> redis.get().port(),
                // why: a slice would put an embedded database in place of this one.
                "spring.test.database.replace", () -> "none"));
        var testsOwn = TestPropertySourceUtils.INLINED_PROPERTIES_PROPERTY_SOURCE_NAME;
        if (sources.contains(testsOwn)) {
            sources.addAfter(testsOwn, servers);
        } else {
            sources.addFirst(servers);
        }
    }

    private static void addBeans(
            GenericApplicationContext context,
            Supplier<PostgresServer> postgres,
            Supplier<TestDatabase> database,
            Supplier<RedisServer> redis) {
        context.registerBean(PostgresServer.class, postgres, UsesServersCustomizer::leaveAlone);
        context.registerBean(TestDatabase.class, database, UsesServersCustomizer::leaveAlone);
        context.registerBean(RedisServer.class, redis, UsesServersCustomizer::leaveAlone);
    }

    /**
     * Lazy: only who asks for a server waits for its start. Not closed with the context: its pools may be closed later than
     * these beans and would complain; the servers end with the JVM.
     */
    private static void leaveAlone(BeanDefinition bean) {
        bean.setLazyInit(true);
        bean.setDestroyMethodName("");
    }

    /** Properties whose values are made when they are first read. */
    private static final class SuppliedProperties extends EnumerablePropertySource<Map<String, Supplier<Object>>> {

        SuppliedProperties(Map<String, Supplier<Object>> source) {
            super(UsesServers.class.getSimpleName(), source);
        }

        @Override
        public String[] getPropertyNames() {
            return source.keySet().toArray(String[]::new);
        }

        @Override
        public @Nullable Object getProperty(String name) {
            var value = source.get(name);
            return value == null ? null : value.get();
        }
    }
}
