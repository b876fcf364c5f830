package org.chasqui.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Checks that the gateway has the same settings with and without containers where two files contain them. */
class GatewaySettingsTests {

    private static final Path PROJECT = Path.of("").toAbsolutePath().getParent();

    @Test
    void bothMainFilesGiveTheWorkersTheSameConnections() throws IOException {
        var without = found("(worker_(?:processes|connections|rlimit_nofile)) (\\d+);", "gateway/nginx.conf.template");

        assertThat(without).hasSize(3);
        assertThat(found("(worker_(?:processes|connections|rlimit_nofile)) (\\d+);", "containers/gateway/nginx.conf"))
                .isEqualTo(without);
    }

    @Test
    void theLimitsAreTheSameInAllPlacesThatNameThem() throws IOException {
        var documented = found("(?m)^(GATEWAY_R\\w+|GATEWAY_CLIENT_REQUESTS)=(\\d+)$", ".env.example");

        assertThat(documented).hasSize(5);
        assertThat(found("(GATEWAY_R\\w+|GATEWAY_CLIENT_REQUESTS): \\$\\{\\w+:-(\\d+)\\}", "docker-compose.yml"))
                .isEqualTo(documented);
        assertThat(found("(GATEWAY_R\\w+|GATEWAY_CLIENT_REQUESTS)=\"\\$\\{\\w+:-(\\d+)\\}\"", "script/servers.sh"))
                .isEqualTo(documented);
    }

    private static Map<String, String> found(String setting, String file) throws IOException {
        var found = new TreeMap<String, String>();
        Pattern.compile(setting)
                .matcher(Files.readString(PROJECT.resolve(file)))
                .results()
                .forEach(match -> found.put(match.group(1), match.group(2)));
        return found;
    }
}
