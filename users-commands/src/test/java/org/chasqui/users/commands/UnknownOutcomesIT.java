package org.chasqui.users.commands;

import java.util.stream.Stream;
import org.chasqui.testing.UnknownOutcomes;
import org.springframework.jdbc.core.simple.JdbcClient;

class UnknownOutcomesIT extends UnknownOutcomes {

    static Stream<Command> commands() {
        return Stream.of(
                new Command("POST", "/api-commands/users", "{\"username\": \"ana\"}"),
                new Command("PUT", "/api-commands/users/1", "{\"lastName\": \"Lima\"}"));
    }

    @Override
    protected void prepare(JdbcClient jdbc) {
        jdbc.sql("TRUNCATE users, messaging.event_log RESTART IDENTITY").update();
        jdbc.sql("INSERT INTO users (version, username, username_key) VALUES (1, 'eva', 'eva')")
                .update();
    }
}
