package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks when containers are secured. One script decides for all of them, by the same rule as {@code ./chasqui}. */
class ContainerSwitchTests {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -    | -    | -         | false
            -    | -    | 127.0.0.1 | false
            off  | -    | 127.0.0.1 | false
            on   | -    | 127.0.0.1 | true
            -    | -    | 0.0.0.0   | true
            -    | -    | 192.0.2.7 | true
            on   | -    | 0.0.0.0   | true
            -    | yes  | 0.0.0.0   | false
            off  | yes  | 0.0.0.0   | false
            """)
    void decides(String security, String insecure, String address, String secured)
            throws IOException, InterruptedException {
        var decision = decision(security, insecure, address);

        assertThat(decision.output()).isEqualTo(secured + "\n");
        assertThat(decision.exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            off  | -    | 0.0.0.0   | GATEWAY_ADDRESS=0.0.0.0 lets other machines in, and CHASQUI_SECURITY=off
            on   | yes  | 127.0.0.1 | CHASQUI_SECURITY=on and CHASQUI_INSECURE=yes contradict each other.
            yes  | -    | 127.0.0.1 | CHASQUI_SECURITY is 'yes', and must be on or off.
            -    | true | 0.0.0.0   | CHASQUI_INSECURE is 'true', and must be yes or empty.
            """)
    void refuses(String security, String insecure, String address, String sentence)
            throws IOException, InterruptedException {
        var decision = decision(security, insecure, address);

        assertThat(decision.output()).startsWith(sentence);
        assertThat(decision.exit()).isOne();
    }

    @ParameterizedTest
    @EnumSource
    void everyServiceHasTheKeys(Service service) throws IOException {
        assertThat(Files.readString(Project.find("docker-compose.yml")))
                .contains("volumes: [\"%s-secrets:/run/secrets:ro\", \"verification-keys:/run/keys:ro\""
                        .formatted(service.id()));
    }

    @Test
    void noServiceHasThePrivateKey() throws IOException {
        assertThat(Files.readAllLines(Project.find("docker-compose.yml")))
                .filteredOn(line -> line.contains("signing-key:/"))
                .hasSize(3)
                .noneMatch(line -> line.contains("/run/"));
    }

    private record Decision(String output, int exit) {}

    private static Decision decision(String security, String insecure, String address)
            throws IOException, InterruptedException {
        var rule = Project.find("docker-compose.yml").resolveSibling("containers/secrets/secured");
        var builder = new ProcessBuilder("sh", rule.toString()).redirectErrorStream(true);
        put(builder, "CHASQUI_SECURITY", security);
        put(builder, "CHASQUI_INSECURE", insecure);
        put(builder, "GATEWAY_ADDRESS", address);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Decision(output, process.waitFor());
    }

    /** Compose passes on an unset variable as an empty one. */
    private static void put(ProcessBuilder builder, String name, String value) {
        builder.environment().put(name, value.equals("-") ? "" : value);
    }
}
