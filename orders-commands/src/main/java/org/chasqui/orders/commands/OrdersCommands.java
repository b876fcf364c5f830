package org.chasqui.orders.commands;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Places and cancels orders, and publishes what became of them. */
@SpringBootApplication
public class OrdersCommands {

    public static void main(String[] arguments) {
        SpringApplication.run(OrdersCommands.class, arguments);
    }
}
