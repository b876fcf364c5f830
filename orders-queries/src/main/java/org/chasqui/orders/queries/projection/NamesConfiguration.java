package org.chasqui.orders.queries.projection;

import org.chasqui.platform.worker.WakeUp;
import org.chasqui.views.ViewChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Which names orders show, and who brings new ones to them. */
@Configuration(proxyBeanMethods = false)
class NamesConfiguration {

    private final WakeUp usersRenamed = new WakeUp();
    private final WakeUp productsRenamed = new WakeUp();

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
}
