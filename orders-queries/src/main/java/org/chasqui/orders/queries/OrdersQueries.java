package org.chasqui.orders.queries;

import org.jspecify.annotations.NullMarked;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Answers about orders from its own replica. */
@SpringBootApplication
@NullMarked
public class OrdersQueries {

    public static void main(String[] arguments) {
        SpringApplication.run(OrdersQueries.class, arguments);
    }
}
