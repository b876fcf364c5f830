package org.chasqui.testing;

import java.util.HashMap;
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

/** Implements {@link UsesServers}. It is a record, so that Spring's cache shares a context between equal configurations. */
record UsesServersCustomizer(boolean ownPostgres, boolean proxied) implements ContextCustomizer {

    @Override
    public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
        Supplier<PostgresServer> postgres =
                SingletonSupplier.of(ownPostgres ? TestServers::startPostgres : TestServers::postgres);
        Supplier<TestDatabase> database =
                SingletonSupplier.of(() -> postgres.get().createDatabase());
        Supplier<RedisServer> redis = SingletonSupplier.of(TestServers::startRedis);
        var beans = (GenericApplicationContext) context;
        addBeans(beans, postgres, database, redis);
        var environment = context.getEnvironment();
        var values = values(database, redis);
        values.putAll(redisUser(() -> environment.getProperty("spring.application.name")));
        if (proxied) {
            values.putAll(proxiedValues(beans, postgres, database, redis));
        }
        addProperties(environment.getPropertySources(), values);
    }

    private static Map<String, Supplier<? extends @Nullable Object>> values(
            Supplier<TestDatabase> database, Supplier<RedisServer> redis) {
        var values = new HashMap<String, Supplier<? extends @Nullable Object>>();
        values.put("spring.datasource.url", () -> database.get().url());
        values.put("spring.datasource.username", () -> database.get().username());
        values.put("spring.datasource.password", () -> database.get().password());
        values.put("spring.flyway.user", () -> database.get().owner());
        values.put("spring.flyway.password", () -> database.get().ownerPassword());
        values.put("spring.data.redis.host", () -> redis.get().host());
        values.put("spring.data.redis.port", () -> redis.get().port());
        values.put(PostgresServer.FSYNC_REQUIRED, () -> "false");
        // why: a slice would replace this database with an embedded one
        values.put("spring.test.database.replace", () -> "none");
        return values;
    }

    /** A service logs in as its own user, and what is none as the test itself. */
    private static Map<String, Supplier<? extends @Nullable Object>> redisUser(Supplier<@Nullable String> application) {
        return Map.of(
                "spring.data.redis.username",
                () -> RedisUsers.of(application.get()),
                "spring.data.redis.password",
                () -> RedisUsers.of(application.get()) == null ? null : RedisUsers.PASSWORD);
    }

    private static Map<String, Supplier<? extends @Nullable Object>> proxiedValues(
            GenericApplicationContext context,
            Supplier<PostgresServer> postgres,
            Supplier<TestDatabase> database,
            Supplier<RedisServer> redis) {
        var postgresProxy = SingletonSupplier.of(
                () -> TcpProxy.to(postgres.get().host(), postgres.get().port()));
        var redisProxy = SingletonSupplier.of(
                () -> TcpProxy.to(redis.get().host(), redis.get().port()));
        context.registerBean("postgresProxy", TcpProxy.class, postgresProxy, UsesServersCustomizer::leaveAlone);
        context.registerBean("redisProxy", TcpProxy.class, redisProxy, UsesServersCustomizer::leaveAlone);
        return Map.of(
                "spring.datasource.url",
                // why: otherwise the driver sends the text of a commit only once, and no reaction would find it
                () -> "jdbc:postgresql://%s:%d/%s?prepareThreshold=0"
                        .formatted(
                                postgresProxy.obtain().host(),
                                postgresProxy.obtain().port(),
                                database.get().username()),
                "spring.data.redis.host",
                () -> redisProxy.obtain().host(),
                "spring.data.redis.port",
                () -> redisProxy.obtain().port());
    }

    private static void addProperties(
            MutablePropertySources sources, Map<String, Supplier<? extends @Nullable Object>> values) {
        var servers = new SuppliedProperties(values);
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
     * Makes the bean lazy, so that only a test that uses a server waits for its start. The context does not close it, because its pools may
     * close later than these beans and would fail. The servers end with the JVM.
     */
    private static void leaveAlone(BeanDefinition bean) {
        bean.setLazyInit(true);
        bean.setDestroyMethodName("");
    }

    /** Properties whose values are computed when they are first read. */
    private static final class SuppliedProperties
            extends EnumerablePropertySource<Map<String, Supplier<? extends @Nullable Object>>> {

        SuppliedProperties(Map<String, Supplier<? extends @Nullable Object>> source) {
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
