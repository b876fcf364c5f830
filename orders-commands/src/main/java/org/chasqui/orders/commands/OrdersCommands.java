package org.chasqui.orders.commands;

import org.jspecify.annotations.NullMarked;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Places and cancels orders, and publishes what became of them. */
@SpringBootApplication
@NullMarked
public class OrdersCommands {

    public static void main(String[] arguments) {
        SpringApplication.run(OrdersCommands.class, arguments);
    }
}
