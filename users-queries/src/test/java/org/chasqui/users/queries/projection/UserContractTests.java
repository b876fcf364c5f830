package org.chasqui.users.queries.projection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

import org.chasqui.messaging.EnvelopeJson;
import org.chasqui.testing.ContractSamples;
import org.chasqui.users.queries.projection.UserSubscription.UserEvent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

class UserContractTests {

    @ParameterizedTest
    @FieldSource("org.chasqui.testing.ContractSamples#USERS")
    void hearsEveryTypeOfTheStream(String type) {
        assertThat(new UserSubscription().users(mock(), mock()).knows(type)).isTrue();
    }

    @Test
    void understandsANewUser() {
        assertThat(read(ContractSamples.json("user.created.v1"))).isEqualTo(new UserEvent(7, "ana", "Ana", null));
    }

    @Test
    void understandsAChangedUser() {
        assertThat(read(ContractSamples.json("user.changed.v1")))
                .isEqualTo(new UserEvent(7, "ana.lima", "Ana", "Lima"));
    }

    @Test
    void understandsAForgottenUser() {
        assertThat(read(ContractSamples.json("user.forgotten.v1")))
                .isEqualTo(new UserEvent(7, "forgotten-7", null, null));
    }

    @Test
    void ignoresWhatANewerReleaseAdds() {
        assertThat(read(ContractSamples.fromANewerRelease("user.changed.v1")))
                .isEqualTo(new UserEvent(7, "ana.lima", "Ana", "Lima"));
    }

    private static UserEvent read(String json) {
        return EnvelopeJson.read(json, UserEvent.class).data();
    }
}
