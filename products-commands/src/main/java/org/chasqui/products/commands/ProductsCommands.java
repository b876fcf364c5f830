package org.chasqui.products.commands;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Creates and changes products, decides which order gets how much of their stock, and publishes the outcome. */
@SpringBootApplication
public class ProductsCommands {

    public static void main(String[] arguments) {
        SpringApplication.run(ProductsCommands.class, arguments);
    }
}
