package org.chasqui.orders.queries.projection;

import org.chasqui.service.view.ViewChanges;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;

/** Which names orders show, and where they are kept. */
@Configuration(proxyBeanMethods = false)
class NamesConfiguration {

    @Bean
    Names userNames(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Names(jdbc, views, "known_user", "user_id", "username");
    }

    @Bean
    Names productNames(NamedParameterJdbcTemplate jdbc, ViewChanges views) {
        return new Names(jdbc, views, "known_product", "product_id", "product_name");
    }
}
