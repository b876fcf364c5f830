package org.chasqui.orders.queries.projection;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.messaging.Rule;
import org.chasqui.messaging.Subscription;
import org.chasqui.platform.worker.WakeUp;
import org.chasqui.views.ViewChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The names that orders show: the events that bring them, and the loops that bring new ones to the orders. */
@Configuration(proxyBeanMethods = false)
class NamesConfiguration {

    private final WakeUp usersRenamed = new WakeUp();
    private final WakeUp productsRenamed = new WakeUp();

    @Bean
    Subscription users(Names<UserEvent> userNames) {
        return Subscription.to("users")
                .on(
                        List.of("user.created.v1", "user.changed.v1", "user.forgotten.v1"),
                        UserEvent.class,
                        userNames::update,
                        userNames.rows())
                .build();
    }

    /** An order itself says what became of its reservation, and which market it names; the name of a market never changes. */
    @Bean
    Subscription products(Names<ProductEvent> productNames) {
        return Subscription.to("products")
                .on(
                        List.of("product.created.v1", "product.changed.v1"),
                        ProductEvent.class,
                        productNames::update,
                        productNames.rows())
                .ignoring("reservation.made.v1", "reservation.refused.v1", "reservation.released.v1")
                .ignoring("reservation.made.v2", "reservation.refused.v2", "reservation.released.v2")
                .ignoring("market.opened.v1", "market.closed.v1")
                .build();
    }

    @Bean
    Names<UserEvent> userNames(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Names<>(jdbc, views, NameKind.USER, UserEvent::username, usersRenamed);
    }

    @Bean
    Names<ProductEvent> productNames(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Names<>(jdbc, views, NameKind.PRODUCT, ProductEvent::name, productsRenamed);
    }

    @Bean
    Renames userRenames(
            NamedParameterJdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            ViewChanges views,
            Names<UserEvent> userNames) {
        return new Renames(jdbc, new TransactionTemplate(transactions), views, NameKind.USER, userNames, usersRenamed);
    }

    @Bean
    Renames productRenames(
            NamedParameterJdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            ViewChanges views,
            Names<ProductEvent> productNames) {
        return new Renames(
                jdbc, new TransactionTemplate(transactions), views, NameKind.PRODUCT, productNames, productsRenamed);
    }

    /** An order shows the known names, unless a rename is on its way to it. */
    @Bean
    Rule namesInOrders() {
        return new Rule(
                "names in orders",
                Stream.of(NameKind.values()).map(kind -> kind.sql("""
                                SELECT format('order %s shows an old name of user or product %s', orders.id, {known}.id)
                                FROM order_view AS orders JOIN {known} ON {known}.id = orders.{id}
                                WHERE orders.{name} IS DISTINCT FROM {known}.name
                                  AND NOT EXISTS (SELECT FROM pending_rename WHERE kind = {kind} AND id = {known}.id)
                                """)).collect(Collectors.joining(" UNION ALL ")));
    }

    /** The part of a user that an order shows. */
    record UserEvent(long id, String username) {}

    /** The part of a product that an order shows. An order keeps the value of its own time. */
    record ProductEvent(long id, String name) {}
}
