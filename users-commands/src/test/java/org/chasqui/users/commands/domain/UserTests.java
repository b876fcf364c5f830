package org.chasqui.users.commands.domain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.chasqui.users.commands.SampleUsers.ana;
import static org.chasqui.users.commands.SampleUsers.called;

import org.junit.jupiter.api.Test;

class UserTests {

    @Test
    void beginsWithItsFirstVersion() {
        assertThat(new User(ana().profile()).version()).isEqualTo(1);
    }

    @Test
    void takesOverAProfile() {
        var user = new User(ana().profile());
        var renamed = called("ana.lima").lastName("Lima").profile();

        assertThat(user.change(renamed)).isTrue();
        assertThat(user.profile()).isEqualTo(renamed);
        assertThat(user.firstName()).isNull();
    }

    @Test
    void saysWhenNothingChanges() {
        var user = new User(ana().profile());

        assertThat(user.change(ana().profile())).isFalse();
    }

    @Test
    void countsAnotherSpellingOfTheNameAsAChange() {
        assertThat(new User(called("ana").profile()).change(called("Ana").profile()))
                .isTrue();
    }
}
