package org.chasqui.orders.queries.projection;

import java.util.List;
import org.chasqui.messaging.Message;
import org.springframework.stereotype.Component;

/** Lets orders show their users' names. */
@Component
class UserProjection {

    private final Names userNames;

    UserProjection(Names userNames) {
        this.userNames = userNames;
    }

    void usersChanged(List<Message<UserEvent>> messages) {
        userNames.update(Message.newestOfEach(messages).stream()
                .map(user ->
                        new Name(user.data().id(), user.version(), user.data().username()))
                .toList());
    }
}
