package org.chasqui.users.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.users.commands.SampleUsers.ana;
import static org.chasqui.users.commands.SampleUsers.called;

import org.chasqui.messaging.Event;
import org.chasqui.testing.ContractSamples;
import org.junit.jupiter.api.Test;

class UserContractTests {

    @Test
    void publishesANewUserAsAgreed() {
        assertAsAgreed(UserEvent.created(ana().saved(7, 1)));
    }

    @Test
    void publishesAChangedUserAsAgreed() {
        var renamed = called("ana.lima").firstName("Ana").lastName("Lima");

        assertAsAgreed(UserEvent.changed(renamed.saved(7, 2)));
    }

    private static void assertAsAgreed(Event event) {
        var sample = ContractSamples.envelope(event.type());
        assertThat(ContractSamples.asJson(event.data())).isEqualTo(sample.get("data"));
        assertThat(event.aggregateType() + "/" + event.aggregateId())
                .isEqualTo(sample.get("subject").stringValue());
        assertThat(String.valueOf(event.aggregateVersion()))
                .isEqualTo(sample.get("aggregateversion").stringValue());
    }
}
