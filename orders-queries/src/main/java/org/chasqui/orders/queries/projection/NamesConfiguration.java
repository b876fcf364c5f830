package org.chasqui.orders.queries.projection;

import org.chasqui.messaging.runtime.WakeUp;
import org.chasqui.service.view.ViewChanges;
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
    Names userNames(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Names(jdbc, views, NameKind.USER, usersRenamed);
    }

    @Bean
    Names productNames(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Names(jdbc, views, NameKind.PRODUCT, productsRenamed);
    }

    @Bean
    Renames userRenames(
            NamedParameterJdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            ViewChanges views,
            Names userNames) {
        return new Renames(jdbc, new TransactionTemplate(transactions), views, NameKind.USER, userNames, usersRenamed);
    }

    @Bean
    Renames productRenames(
            NamedParameterJdbcTemplate jdbc,
            PlatformTransactionManager transactions,
            ViewChanges views,
            Names productNames) {
        return new Renames(
                jdbc, new TransactionTemplate(transactions), views, NameKind.PRODUCT, productNames, productsRenamed);
    }
}
