package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownUserOrProductTests {

    @Test
    void saysThatTheUserIsMissing() {
        var refusal = UnknownUserOrProduct.of(3L, Map.of());

        assertThat(refusal.slug()).isEqualTo("unknown-user");
        assertThat(refusal.detail()).isEqualTo("There is no user 3.");
        assertThat(refusal.errors()).containsOnly(Map.entry("user", "is not known"));
    }

    @Test
    void saysThatTheProductIsMissing() {
        var refusal = UnknownUserOrProduct.of(null, Map.of("product", 7L));

        assertThat(refusal.slug()).isEqualTo("unknown-product");
        assertThat(refusal.detail()).isEqualTo("There is no product 7.");
        assertThat(refusal.errors()).containsOnlyKeys("product");
    }

    @Test
    void saysThatBothAreMissing() {
        var refusal = UnknownUserOrProduct.of(3L, Map.of("product", 7L));

        assertThat(refusal.slug()).isEqualTo("unknown-user");
        assertThat(refusal.detail()).isEqualTo("There is no user 3 and no product 7.");
        assertThat(refusal.errors()).containsOnlyKeys("user", "product");
    }

    @Test
    void saysWhichLinesNameProductsThatAreMissing() {
        var products = new LinkedHashMap<String, Long>();
        products.put("lines[0].product", 7L);
        products.put("lines[3].product", 9L);
        var refusal = UnknownUserOrProduct.of(null, products);

        assertThat(refusal.slug()).isEqualTo("unknown-product");
        assertThat(refusal.detail()).isEqualTo("There is no product 7 and no product 9.");
        assertThat(refusal.errors()).containsOnlyKeys("lines[0].product", "lines[3].product");
    }
}
