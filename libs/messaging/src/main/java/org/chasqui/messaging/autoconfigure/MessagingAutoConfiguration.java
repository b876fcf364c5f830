package org.chasqui.messaging.autoconfigure;

import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisCredentials;
import io.lettuce.core.RedisCredentialsProvider;
import io.lettuce.core.RedisURI;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.chasqui.messaging.Book;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.Rule;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.actuate.CompactionEndpoint;
import org.chasqui.messaging.actuate.DeadLettersEndpoint;
import org.chasqui.messaging.actuate.HistoryEndpoint;
import org.chasqui.messaging.actuate.LoopsHealthIndicator;
import org.chasqui.messaging.actuate.MessagingMetrics;
import org.chasqui.messaging.actuate.OperatorActions;
import org.chasqui.messaging.actuate.Particulars;
import org.chasqui.messaging.actuate.SubscriptionsEndpoint;
import org.chasqui.messaging.actuate.VerificationEndpoint;
import org.chasqui.messaging.autoconfigure.RedisCheck.CheckedWorker;
import org.chasqui.messaging.books.Examinations;
import org.chasqui.messaging.books.Verification;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.messaging.consumer.DeadLetters;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.platform.CurrentSecret;
import org.chasqui.platform.FaultPoint;
import org.chasqui.platform.Instance;
import org.chasqui.platform.database.MigrationsAutoConfiguration.LibrarySchema;
import org.chasqui.platform.worker.Worker;
import org.chasqui.platform.worker.WorkerLoop;
import org.chasqui.platform.worker.WorkerLoop.Backoff;
import org.chasqui.platform.worker.WorkerLoops;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.data.redis.autoconfigure.ClientResourcesBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisProperties;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientConfigurationBuilderCustomizer;
import org.springframework.boot.data.redis.autoconfigure.LettuceClientOptionsBuilderCustomizer;
import org.springframework.boot.flyway.autoconfigure.FlywayAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.Environment;
import org.springframework.data.redis.connection.RedisConfiguration;
import org.springframework.data.redis.connection.lettuce.RedisCredentialsProviderFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import reactor.core.publisher.Mono;

/** Publishes the stream of a service, consumes those that it subscribes to, and shows both to operators. */
@AutoConfiguration(
        after = {
            DataRedisAutoConfiguration.class,
            JdbcTemplateAutoConfiguration.class,
            TransactionAutoConfiguration.class
        },
        before = FlywayAutoConfiguration.class)
@EnableConfigurationProperties(MessagingProperties.class)
public final class MessagingAutoConfiguration {

    private static final Duration REDIS_CHECK_INTERVAL = Duration.ofSeconds(5);
    private static final Duration MAX_RECONNECT_DELAY = Duration.ofSeconds(1);

    @Bean
    LibrarySchema messagingSchema() {
        return new LibrarySchema("messaging");
    }

    /** Why: a command that is sent again after a reconnect comes late, and its answer belongs to no caller any more. */
    @Bean
    LettuceClientOptionsBuilderCustomizer commandsAreNeverReplayed() {
        return options -> options.disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                .replayFilter(command -> true);
    }

    /** Lets the service's password be renewed while the service runs: each new connection takes the password of that moment. */
    @Bean
    @ConditionalOnProperty("spring.data.redis.username")
    LettuceClientConfigurationBuilderCustomizer connectionsReadTheCurrentPassword(
            DataRedisProperties redis, ConfigurableEnvironment environment) {
        var user = redis.getUsername();
        var password = CurrentSecret.of(environment, "spring.data.redis.password");
        return client -> client.redisCredentialsProviderFactory(new RedisCredentialsProviderFactory() {
            @Override
            public RedisCredentialsProvider createCredentialsProvider(RedisConfiguration configuration) {
                return () -> Mono.fromSupplier(() -> RedisCredentials.just(user, password.get()));
            }
        });
    }

    /** Why delays of its own: those of Lettuce grow to half a minute, for which a Redis that is back would not be used. */
    @Bean
    ClientResourcesBuilderCustomizer connectionsComeBack(DataRedisProperties redis) {
        var command = Objects.requireNonNullElse(redis.getTimeout(), RedisURI.DEFAULT_TIMEOUT_DURATION);
        return resources -> resources
                .reconnectDelay(Delay.exponential(Duration.ofMillis(1), MAX_RECONNECT_DELAY, 2, TimeUnit.MILLISECONDS))
                .nettyCustomizer(new SilentConnections(command.multipliedBy(2)));
    }

    /** Static, and with a setting that nothing binds, since it is made before the pools that it changes. */
    @Bean
    static DatabaseCheck messagingDatabaseCheck(Environment environment) {
        return new DatabaseCheck(environment.getProperty("messaging.fsync-required", Boolean.class, true));
    }

    @Bean
    RedisCheck messagingRedisCheck(StringRedisTemplate redis) {
        return new RedisCheck(redis, REDIS_CHECK_INTERVAL);
    }

    @Bean
    @ConditionalOnProperty("messaging.stream")
    Publication publication(
            MessagingProperties properties,
            StringRedisTemplate redis,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            FaultPoint faults) {
        var stream = Objects.requireNonNull(properties.stream());
        var queues = properties.subscribers().stream()
                .map(subscriber -> new RedisQueue(QueueName.of(stream, subscriber), redis))
                .toList();
        return new Publication(
                stream,
                queues,
                jdbc,
                new TransactionTemplate(transactions),
                properties.sequencer(),
                properties.relay(),
                properties.retention(),
                faults);
    }

    @Bean
    @ConditionalOnProperty("messaging.stream")
    @ConditionalOnMissingBean
    EventLog eventLog(Publication publication) {
        return publication.log();
    }

    @Bean
    Consumers consumers(
            ObjectProvider<Subscription> subscriptions,
            MessagingProperties properties,
            StringRedisTemplate redis,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            Environment environment,
            Instance instance,
            FaultPoint faults) {
        var service = environment.getRequiredProperty("spring.application.name");
        return new Consumers(subscriptions
                .orderedStream()
                .map(subscription -> new QueueConsumer(
                        subscription,
                        new RedisQueue(QueueName.of(subscription.stream(), service), redis),
                        jdbc,
                        new TransactionTemplate(transactions),
                        properties.consumer(),
                        instance.name(),
                        faults))
                .toList());
    }

    @Bean
    Verification verification(
            Consumers consumers,
            ObjectProvider<Publication> publication,
            ObjectProvider<Book> books,
            ObjectProvider<Rule> rules,
            JdbcTemplate jdbc,
            MessagingProperties properties) {
        var own = Optional.ofNullable(publication.getIfAvailable()).map(Publication::stream);
        var examinations = Examinations.of(
                own, consumers.all(), books.stream().toList(), rules.stream().toList(), jdbc);
        return new Verification(examinations, jdbc, properties.verification());
    }

    /** Runs the workers of messaging, and every other {@link Worker} that is a bean. */
    @Bean
    WorkerLoops messagingLoops(
            ObjectProvider<Publication> publication,
            Consumers consumers,
            ObjectProvider<Worker> others,
            RedisCheck redisCheck,
            JdbcTemplate jdbc,
            MessagingProperties properties) {
        var backoff = new Backoff(
                properties.retry().initialInterval(), properties.retry().maxInterval());
        var workers = new ArrayList<Worker>();
        publication.ifAvailable(source -> {
            workers.add(source.sequencer()); // why unchecked: positions are given out also while there is no Redis
            source.relays().forEach(relay -> workers.add(new CheckedWorker(relay, redisCheck)));
            workers.add(source.compactor());
            workers.add(source.forgetter());
            workers.add(new CheckedWorker(source.answers(), redisCheck));
        });
        for (var consumer : consumers.all()) {
            workers.add(new CheckedWorker(consumer, redisCheck));
            workers.add(consumer.redrive());
        }
        workers.add(DeadLetters.cleanup(jdbc, properties.retention()));
        others.orderedStream().forEach(workers::add);
        return new WorkerLoops(
                workers.stream().map(worker -> new WorkerLoop(worker, backoff)).toList(), properties.autostart());
    }

    @Bean
    OperatorActions operatorActions(JdbcTemplate jdbc) {
        return new OperatorActions(jdbc);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    SubscriptionsEndpoint subscriptionsEndpoint(
            Consumers consumers,
            ObjectProvider<Publication> publication,
            Verification verification,
            OperatorActions actions) {
        return new SubscriptionsEndpoint(consumers, publication.getIfAvailable(), verification, actions);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    DeadLettersEndpoint deadLettersEndpoint(Consumers consumers, OperatorActions actions) {
        return new DeadLettersEndpoint(consumers, actions);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    HistoryEndpoint historyEndpoint(
            Consumers consumers,
            ObjectProvider<Publication> publication,
            ObjectProvider<Particulars> particulars,
            JdbcTemplate jdbc) {
        return new HistoryEndpoint(
                consumers,
                publication.getIfAvailable(),
                particulars.orderedStream().toList(),
                jdbc);
    }

    @Bean
    @ConditionalOnProperty("messaging.stream")
    @ConditionalOnAvailableEndpoint
    CompactionEndpoint compactionEndpoint(Publication publication, OperatorActions actions) {
        return new CompactionEndpoint(publication, actions);
    }

    @Bean
    @ConditionalOnAvailableEndpoint
    VerificationEndpoint verificationEndpoint(Verification verification, OperatorActions actions) {
        return new VerificationEndpoint(verification, actions);
    }

    @Bean
    LoopsHealthIndicator loopsHealthIndicator(WorkerLoops loops) {
        return new LoopsHealthIndicator(loops);
    }

    @Bean
    MessagingMetrics messagingMetrics(
            ObjectProvider<Publication> publication,
            Consumers consumers,
            Verification verification,
            WorkerLoops loops) {
        return new MessagingMetrics(publication.getIfAvailable(), consumers, verification, loops);
    }
}
