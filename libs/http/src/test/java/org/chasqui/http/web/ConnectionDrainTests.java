package org.chasqui.http.web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.test.annotation.DirtiesContext;

@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "spring.autoconfigure.exclude=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
            "management.endpoint.health.validate-group-membership=false",
            "chasqui.connection-drain=1ms"
        })
@DirtiesContext // the server does not keep connections any more
class ConnectionDrainTests {

    @LocalServerPort
    private int port;

    @Autowired
    private ConnectionDrain drain;

    @Test
    void aStoppingServiceAnswersOnAnOpenConnectionAndClosesIt() throws IOException {
        try (var socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(5_000);
            var answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));

            assertThat(ask(socket, answers)).first().asString().startsWith("http/1.1 404");
            drain.stop();
            assertThat(ask(socket, answers))
                    .contains("connection: close")
                    .first()
                    .asString()
                    .startsWith("http/1.1 404");
            assertThat(answers.read()).as("end of the stream").isEqualTo(-1);
        }
    }

    /** The head of the answer, without its body, which is left out of an answer to HEAD. */
    private static List<String> ask(Socket socket, BufferedReader answers) throws IOException {
        socket.getOutputStream()
                .write("HEAD /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        var head = new ArrayList<String>();
        for (var line = answers.readLine(); line != null && !line.isEmpty(); line = answers.readLine()) {
            head.add(line.toLowerCase(Locale.ROOT));
        }
        return head;
    }
}
