package org.chasqui.orders.queries;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Answers about orders from its own replica. */
@SpringBootApplication
public class OrdersQueries {

    public static void main(String[] arguments) {
        SpringApplication.run(OrdersQueries.class, arguments);
    }
}
