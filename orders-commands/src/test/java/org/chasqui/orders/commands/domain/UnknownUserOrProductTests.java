package org.chasqui.orders.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class UnknownUserOrProductTests {

    @Test
    void saysThatTheUserIsMissing() {
        var refusal = UnknownUserOrProduct.user(3);

        assertThat(refusal.slug()).isEqualTo("unknown-user");
        assertThat(refusal.detail()).isEqualTo("There is no user 3.");
        assertThat(refusal.errors()).containsOnly(Map.entry("user", "is not known"));
    }

    @Test
    void saysThatTheProductIsMissing() {
        var refusal = UnknownUserOrProduct.product(7);

        assertThat(refusal.slug()).isEqualTo("unknown-product");
        assertThat(refusal.detail()).isEqualTo("There is no product 7.");
        assertThat(refusal.errors()).containsOnlyKeys("product");
    }

    @Test
    void saysThatBothAreMissing() {
        var refusal = UnknownUserOrProduct.both(3, 7);

        assertThat(refusal.slug()).isEqualTo("unknown-user");
        assertThat(refusal.detail()).isEqualTo("There is no user 3 and no product 7.");
        assertThat(refusal.errors()).containsOnlyKeys("user", "product");
    }
}
