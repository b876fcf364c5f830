package org.chasqui.users.queries;

import java.util.List;
import java.util.Map;
import org.chasqui.messaging.consumer.Consumers;
import org.chasqui.testing.RedisServer;
import org.chasqui.testing.messaging.Upstream;
import org.springframework.boot.test.context.TestComponent;

/** Stands in for users-commands. */
@TestComponent
class UserStream {

    private final Upstream upstream;

    UserStream(Consumers consumers, RedisServer redis) {
        upstream = new Upstream(consumers, redis);
    }

    /** An event with the user's state at that version. */
    static String user(long id, long version, String username) {
        var type = version == 1 ? "user.created.v1" : "user.changed.v1";
        return Upstream.event(type, "user", id, version, Map.of("id", id, "username", username));
    }

    void delivers(String... envelopes) {
        upstream.delivers("users", List.of(envelopes));
    }

    void startsOver() {
        upstream.startsOver("users");
    }

    void isRebuilt() {
        upstream.isRebuilt("users");
    }
}
