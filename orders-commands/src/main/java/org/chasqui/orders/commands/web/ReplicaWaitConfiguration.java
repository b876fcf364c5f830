package org.chasqui.orders.commands.web;

import org.chasqui.orders.commands.replica.KnownProducts;
import org.chasqui.orders.commands.replica.KnownUsers;
import org.chasqui.service.idempotency.IdempotencyAutoConfiguration;
import org.chasqui.service.view.VersionWaits;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.servlet.HandlerExceptionResolver;
import tools.jackson.databind.json.JsonMapper;

/** Puts the wait before everything that holds a connection. */
@Configuration(proxyBeanMethods = false)
class ReplicaWaitConfiguration {

    @Bean
    FilterRegistrationBean<ReplicaWait> replicaWait(
            VersionWaits waits,
            KnownUsers users,
            KnownProducts products,
            JsonMapper json,
            @Qualifier("handlerExceptionResolver") HandlerExceptionResolver problems) {
        var registration = new FilterRegistrationBean<>(new ReplicaWait(waits, users, products, json, problems));
        registration.addUrlPatterns("/api-commands/orders");
        registration.setOrder(IdempotencyAutoConfiguration.ORDER - 1);
        return registration;
    }
}
