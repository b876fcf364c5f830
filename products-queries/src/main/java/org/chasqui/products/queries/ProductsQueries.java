package org.chasqui.products.queries;

import org.jspecify.annotations.NullMarked;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/** Answers about products from its own replica. */
@SpringBootApplication
@NullMarked
public class ProductsQueries {

    public static void main(String[] arguments) {
        SpringApplication.run(ProductsQueries.class, arguments);
    }
}
