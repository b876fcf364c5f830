package org.chasqui.messaging.campaign;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;
import org.chasqui.messaging.Message;
import org.chasqui.messaging.Replica;
import org.chasqui.messaging.RetentionSettings;
import org.chasqui.messaging.Subscription;
import org.chasqui.messaging.consumer.QueueConsumer;
import org.chasqui.messaging.fixtures.KillableProcess;
import org.chasqui.messaging.outbox.Publication;
import org.chasqui.messaging.outbox.Relay;
import org.chasqui.messaging.outbox.Sequencer;
import org.chasqui.messaging.queue.QueueName;
import org.chasqui.messaging.queue.RedisQueue;
import org.chasqui.messaging.queue.UnreliableQueue;
import org.chasqui.platform.worker.Worker;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.support.TransactionCallback;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.util.unit.DataSize;

/** One instance of one service: its workers, and handlers as the services have them. */
final class ServiceProcess {

    private final Campaign campaign;
    private final CampaignService service;
    private final KillableProcess process = new KillableProcess();
    private final JdbcTemplate jdbc;
    private final EventLog log;
    private final @Nullable Publication publication;
    private final List<QueueConsumer> consumers;

    /** A dead letter is being replayed: its event may have been applied in this generation, and may be again. */
    private boolean replaying;

    ServiceProcess(Campaign campaign, CampaignService service, String owner) {
        this.campaign = campaign;
        this.service = service;
        var database = campaign.shop().database(service);
        var plan = campaign.plan();
        jdbc = process.jdbc(database);
        var transactions = new SometimesInDoubt(process.transactions(database));
        publication = service.stream().isEmpty()
                ? null
                : new Publication(
                        service.stream(),
                        service.subscribers().stream()
                                .filter(subscriber -> !campaign.isSourceOnly() || subscriber.equals("views"))
                                .map(subscriber -> queue(QueueName.of(service.stream(), subscriber)))
                                .toList(),
                        jdbc,
                        transactions,
                        new Sequencer.Settings(plan.sequenced(), Duration.ofMillis(1)),
                        new Relay.Settings(
                                plan.pushed(),
                                DataSize.ofBytes(plan.pushedBytes()),
                                plan.capacity(),
                                Duration.ofMillis(1),
                                Duration.ofMillis(1)),
                        new RetentionSettings(
                                Duration.ofMillis(plan.retention()),
                                Duration.ofDays(30),
                                Duration.ZERO,
                                plan.compacted()),
                        this::reached);
        log = publication == null ? events -> {} : publication.log();
        consumers = service.consumed().stream()
                .filter(stream -> !campaign.isSourceOnly() || stream.equals("products"))
                .map(stream -> new QueueConsumer(
                        subscription(stream, plan.applied()),
                        queue(QueueName.of(stream, service.subscriber())),
                        jdbc,
                        transactions,
                        new QueueConsumer.Settings(
                                Duration.ofMillis(1), plan.leaseTtl(), plan.attempts(), Duration.ofMinutes(1)),
                        owner,
                        this::reached))
                .toList();
    }

    CampaignService service() {
        return service;
    }

    boolean isAlive() {
        return !process.isOver();
    }

    void kill() {
        if (isAlive()) {
            try {
                process.end();
            } catch (KillableProcess.Halted e) {
                campaign.count("kill");
            }
        }
    }

    List<Worker> workers() {
        var workers = new ArrayList<Worker>(consumers);
        if (publication != null) {
            workers.add(publication.sequencer());
            workers.addAll(publication.relays());
            workers.add(publication.compactor());
            workers.add(publication.forgetter());
        }
        return workers;
    }

    List<QueueConsumer> consumers() {
        return consumers;
    }

    boolean sawDivergence(String stream) {
        return publication != null
                && publication.stream().equals(stream)
                && publication.relays().stream().anyMatch(relay -> relay.isDiverged());
    }

    /** One pass of one worker. After any exception the loop would go on. */
    void step(Random random) {
        var workers = workers();
        turn(workers.get(random.nextInt(workers.size())));
    }

    void turn(Worker worker) {
        if (!isAlive()) {
            return;
        }
        try {
            campaign.count(worker.runOnce().name());
        } catch (RuntimeException | Error e) {
            campaign.count("failed pass");
        }
    }

    void redrive() {
        replaying = true;
        try {
            consumers.forEach(consumer -> consumer.deadLetters().redrive(100));
        } catch (RuntimeException e) {
            campaign.count("failed redrive");
        } finally {
            replaying = false;
        }
    }

    /** @return how many open letters could not be replayed */
    long replayAll() {
        replaying = true;
        try {
            for (var consumer : consumers) {
                var letters = consumer.deadLetters();
                letters.open(1_000).forEach(letter -> letters.replay(letter.eventId()));
            }
        } finally {
            replaying = false;
        }
        return consumers.stream()
                .mapToLong(consumer -> consumer.deadLetters().count())
                .sum();
    }

    /** @return whether the rebuild has begun */
    boolean rebuild(QueueConsumer consumer) {
        try {
            consumer.rebuild();
            campaign.count("rebuild");
            return true;
        } catch (RuntimeException e) {
            campaign.count("failed rebuild");
            return false;
        }
    }

    void pauseOrResume(QueueConsumer consumer, boolean pause) {
        try {
            if (pause) {
                consumer.control().pause("an operator");
            } else {
                consumer.control().resume();
            }
            campaign.count(pause ? "pause" : "resume");
        } catch (RuntimeException e) {
            campaign.count("failed pause or resume");
        }
    }

    // --- the service itself

    private Subscription subscription(String stream, int batch) {
        var name = QueueName.of(stream, service.subscriber());
        var builder = Subscription.to(stream).batchesOf(batch);
        if (stream.equals("orders")) {
            subscribe(builder, name, "order", List.of(CampaignState.ORDER_CHANGED));
        } else {
            subscribe(
                    builder,
                    name,
                    "product",
                    campaign.release() > 1
                            ? List.of(CampaignState.PRODUCT_CHANGED, CampaignState.PRODUCT_AUDITED)
                            : List.of(CampaignState.PRODUCT_CHANGED));
            subscribe(builder, name, "reservation", List.of(CampaignState.RESERVATION_DECIDED));
        }
        return builder.build();
    }

    /** Views keep copies; the others act. */
    private void subscribe(Subscription.Builder builder, QueueName name, String kind, List<String> types) {
        if (service == CampaignService.VIEWS) {
            var rows = new Replica<CampaignState>(
                    new NamedParameterJdbcTemplate(jdbc),
                    "seen_" + kind,
                    ids -> {},
                    "product",
                    "quantity",
                    "state",
                    "revision");
            builder.on(types, CampaignState.class, messages -> handle(name, messages, rows::put), rows);
        } else {
            builder.on(types, CampaignState.class, messages -> handle(name, messages, this::act));
        }
    }

    private void check(QueueName name, Message<CampaignState> message) {
        switch (campaign.outcomeOf(name, message)) {
            case FINE -> {}
            case POISON -> throw new IllegalStateException("poison");
            case KILLER -> {
                campaign.count("killer");
                throw process.end();
            }
        }
    }

    private void handle(
            QueueName name, List<Message<CampaignState>> messages, Subscription.Handler<CampaignState> effect) {
        messages.forEach(message -> check(name, message));
        if (!replaying) {
            messages.forEach(message -> record(name, message));
            campaign.count("applied", messages.size());
        }
        effect.handle(messages);
    }

    private void act(List<Message<CampaignState>> messages) {
        if (service == CampaignService.PRODUCTS) {
            Message.newestOfEach(messages).forEach(this::reserve);
        } else {
            messages.stream()
                    .filter(message -> message.type().equals(CampaignState.RESERVATION_DECIDED))
                    .forEach(this::decide);
        }
    }

    private void record(QueueName name, Message<CampaignState> message) {
        try {
            jdbc.update(
                    "INSERT INTO applied SELECT name, generation, ? FROM messaging.subscription WHERE name = ?",
                    message.id().toString(),
                    name.toString());
        } catch (DuplicateKeyException e) {
            campaign.violated("I5 " + name + " applies " + message + " a second time");
            throw e;
        }
    }

    /** Level-triggered: goes by the state of the order, and by whether it is decided already. */
    private void reserve(Message<CampaignState> order) {
        var wanted = order.data();
        if (!wanted.state().equals("processing")
                || !jdbc.queryForList("SELECT 1 FROM reservation WHERE purchase = ?", order.aggregateId())
                        .isEmpty()) {
            return;
        }
        var product = lockProduct(wanted.product());
        var sold = product.state().equals("offered") && product.stock() >= wanted.quantity();
        if (sold) {
            change(
                    new Product(
                            product.id(),
                            product.version(),
                            product.stock() - wanted.quantity(),
                            product.restocked(),
                            product.revision(),
                            product.state()),
                    CampaignState.PRODUCT_CHANGED);
        }
        var decision = new CampaignState(wanted.product(), wanted.quantity(), sold ? "reserved" : "refused", 0);
        jdbc.update(
                "INSERT INTO reservation VALUES (?, ?, ?, ?)",
                order.aggregateId(),
                decision.product(),
                decision.quantity(),
                decision.state());
        log.append(Event.of(CampaignState.RESERVATION_DECIDED, "reservation", order.aggregateId(), 1, decision));
    }

    private void decide(Message<CampaignState> reservation) {
        var rows = jdbc.queryForList(
                "SELECT version, state FROM purchase WHERE id = ? FOR UPDATE", reservation.aggregateId());
        if (rows.isEmpty()) {
            campaign.violated("I10 a reservation for an order that does not exist: " + reservation);
            return;
        }
        if (!"processing".equals(rows.getFirst().get("state"))) {
            return;
        }
        var version = (Long) rows.getFirst().get("version") + 1;
        var state = reservation.data().state().equals("reserved") ? "completed" : "failed";
        jdbc.update(
                "UPDATE purchase SET version = ?, state = ? WHERE id = ?", version, state, reservation.aggregateId());
        log.append(Event.of(
                CampaignState.ORDER_CHANGED,
                "order",
                reservation.aggregateId(),
                version,
                new CampaignState(
                        reservation.data().product(), reservation.data().quantity(), state, 0)));
    }

    // --- commands, to be called in a transaction

    record Product(long id, long version, int stock, int restocked, long revision, String state) {}

    TransactionOperations transactions() {
        return process.transactions(campaign.shop().database(service));
    }

    Product lockProduct(long id) {
        return Objects.requireNonNull(jdbc.queryForObject(
                "SELECT id, version, stock, restocked, revision, state FROM product WHERE id = ? FOR UPDATE",
                (row, number) -> new Product(
                        row.getLong(1), row.getLong(2), row.getInt(3), row.getInt(4), row.getLong(5), row.getString(6)),
                id));
    }

    void change(Product product, String type) {
        jdbc.update(
                "UPDATE product SET version = ?, stock = ?, restocked = ?, revision = ?, state = ? WHERE id = ?",
                product.version() + 1,
                product.stock(),
                product.restocked(),
                product.revision() + 1,
                product.state(),
                product.id());
        log.append(Event.of(
                type,
                "product",
                product.id(),
                product.version() + 1,
                new CampaignState(product.id(), product.stock(), product.state(), product.revision() + 1)));
    }

    void place(long id, long product, int quantity) {
        jdbc.update("INSERT INTO purchase VALUES (?, 1, ?, ?, 'processing')", id, product, quantity);
        log.append(Event.of(
                CampaignState.ORDER_CHANGED, "order", id, 1, new CampaignState(product, quantity, "processing", 0)));
    }

    // --- what can go wrong

    private void reached(String step) {
        process.check();
        if (campaign.strikes(this, step)) {
            campaign.count("crash " + step);
            throw process.end();
        }
    }

    private RedisQueue queue(QueueName name) {
        return new UnreliableQueue(name, campaign.shop().link().template(), command -> {
            process.check();
            campaign.network().send(command);
        });
    }

    /** The connection breaks at COMMIT: sometimes the server has committed, sometimes not, and the client does not know which. */
    private final class SometimesInDoubt implements TransactionOperations {

        private final TransactionOperations transactions;

        SometimesInDoubt(TransactionOperations transactions) {
            this.transactions = transactions;
        }

        @Override
        public <T> @Nullable T execute(TransactionCallback<T> action) {
            var outcome = campaign.outcomeOfCommit();
            var result = transactions.execute(status -> {
                var answer = action.doInTransaction(status);
                if (outcome == Campaign.Commit.LOST) {
                    throw new DataAccessResourceFailureException("the connection broke before COMMIT");
                }
                return answer;
            });
            if (outcome == Campaign.Commit.IN_DOUBT) {
                campaign.count("commit in doubt");
                throw new DataAccessResourceFailureException("the connection broke after COMMIT");
            }
            return result;
        }
    }
}
