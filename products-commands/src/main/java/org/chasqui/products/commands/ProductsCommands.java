package org.chasqui.products.commands;

import org.jspecify.annotations.NullMarked;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Creates and changes products, decides which order gets units of their stock, and publishes the outcome. */
@SpringBootApplication
@NullMarked
public class ProductsCommands {

    public static void main(String[] arguments) {
        SpringApplication.run(ProductsCommands.class, arguments);
    }
}
