package org.chasqui.users.commands.domain;

import static org.chasqui.testing.contracts.AgreedEvents.assertAgreed;
import static org.chasqui.users.commands.SampleUsers.ana;
import static org.chasqui.users.commands.SampleUsers.called;

import org.junit.jupiter.api.Test;

class UserContractTests {

    @Test
    void publishesANewUserAsAgreed() {
        assertAgreed(UserEvent.created(ana().saved(7, 1)));
    }

    @Test
    void publishesAChangedUserAsAgreed() {
        var renamed = called("ana.lima").firstName("Ana").lastName("Lima");

        assertAgreed(UserEvent.changed(renamed.saved(7, 2)));
    }

    @Test
    void publishesAForgottenUserAsAgreed() {
        var user = ana().saved(7, 3);
        user.forget();

        assertAgreed(UserEvent.forgotten(user));
    }
}
