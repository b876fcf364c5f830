package org.chasqui.admin;

import de.codecentric.boot.admin.server.config.EnableAdminServer;
import de.codecentric.boot.admin.server.domain.values.Registration;
import de.codecentric.boot.admin.server.services.InstanceRegistry;
import de.codecentric.boot.admin.server.web.client.HttpHeadersProvider;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Flux;

/** Shows health, facts and metrics of the six services, by Spring Boot Admin. It has no login, so it shows nothing else and changes nothing. */
@NullMarked
@EnableAdminServer
@SpringBootApplication(proxyBeanMethods = false)
public class Admin {

    /** Why a list: Spring Boot Admin would fetch anything from the services for anybody, with the token of an operator. */
    private static final Pattern SHOWN =
            Pattern.compile("(?!.*/actuator)[\\w./~-]*|/instances/\\w+/actuator/(health|info|metrics)(/\\w[\\w.-]*)*");

    private static final Pattern OWN_NAMES = Pattern.compile("localhost|127\\.0\\.0\\.1");

    public static void main(String[] arguments) {
        SpringApplication.run(Admin.class, arguments);
    }

    /** @param services as the services themselves know each other: {@code name=host:port}, separated by commas */
    @Bean
    ApplicationRunner services(InstanceRegistry instances, @Value("${chasqui.operations.services}") String[] services) {
        return arguments -> Flux.fromArray(services)
                .map(service -> registration(service.strip().split("=", 2)))
                .flatMap(instances::register)
                .blockLast();
    }

    private static Registration registration(String[] nameAndAddress) {
        var actuator = "http://" + nameAndAddress[1] + "/actuator";
        return Registration.create(nameAndAddress[0], actuator + "/health")
                .managementUrl(actuator)
                .source("setting")
                .build();
    }

    /** @param token of an operator, in a file that is renewed */
    @Bean
    HttpHeadersProvider operator(@Value("${chasqui.operator-token}") Path token) {
        return instance -> {
            var headers = new HttpHeaders();
            try {
                headers.setBearerAuth(Files.readString(token).strip());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return headers;
        };
    }

    /** Why names: a page elsewhere could have its own name lead here. */
    @Bean
    WebFilter onlyLooks() {
        return (exchange, chain) -> {
            var request = exchange.getRequest();
            var host = request.getHeaders().getHost();
            if (request.getMethod().equals(HttpMethod.GET)
                    && host != null
                    && OWN_NAMES.matcher(host.getHostString()).matches()
                    && SHOWN.matcher(request.getPath().value()).matches()) {
                return chain.filter(exchange);
            }
            exchange.getResponse().setStatusCode(HttpStatus.FORBIDDEN);
            return exchange.getResponse().setComplete();
        };
    }
}
