package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks when containers are secured and encrypted. Each decides for itself, by the same rule as {@code ./chasqui}. */
class ContainerSwitchTests {

    private static final Path CONTAINERS = Project.find("docker-compose.yml").resolveSibling("containers");

    @TempDir
    private Path root;

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -    | -    | -         | -   | false
            -    | -    | 127.0.0.1 | -   | false
            off  | -    | 127.0.0.1 | ha  | false
            on   | -    | 127.0.0.1 | -   | true
            -    | -    | 0.0.0.0   | -   | true
            -    | -    | 192.0.2.7 | -   | true
            on   | -    | 0.0.0.0   | -   | true
            -    | yes  | 0.0.0.0   | -   | false
            off  | yes  | 0.0.0.0   | -   | false
            -    | -    | 127.0.0.1 | sso | true
            on   | -    | 127.0.0.1 | sso | true
            """)
    void decides(String security, String insecure, String address, String profile, String secured)
            throws IOException, InterruptedException {
        var decision = decide(security, insecure, address, profile);

        assertThat(decision.output()).isEqualTo(secured + "\n");
        assertThat(decision.exit()).isZero();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            off  | -    | 0.0.0.0   | -   | GATEWAY_ADDRESS=0.0.0.0 lets other machines in, and CHASQUI_SECURITY=off
            on   | yes  | 127.0.0.1 | -   | CHASQUI_SECURITY=on, or the profile sso, and CHASQUI_INSECURE=yes contradict
            yes  | -    | 127.0.0.1 | -   | CHASQUI_SECURITY is 'yes', and must be on or off.
            -    | true | 0.0.0.0   | -   | CHASQUI_INSECURE is 'true', and must be yes or empty.
            off  | -    | 127.0.0.1 | sso | The profile sso and CHASQUI_SECURITY=off contradict each other.
            -    | yes  | 127.0.0.1 | sso | CHASQUI_SECURITY=on, or the profile sso, and CHASQUI_INSECURE=yes contradict
            """)
    void refuses(String security, String insecure, String address, String profile, String sentence)
            throws IOException, InterruptedException {
        var decision = decide(security, insecure, address, profile);

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
                .hasSize(4)
                .noneMatch(line -> line.contains("/run/"));
    }

    @ParameterizedTest
    @CsvSource({"on, on, fast", "off, off, fast", "on, off, small", "off, on, fast"})
    void aServiceStartsAsItsOwnContainerWasTold(String security, String tls, String profile)
            throws IOException, InterruptedException {
        var service = start(Map.of("CHASQUI_SECURITY", security, "CHASQUI_TLS", tls, "CHASQUI_PROFILE", profile));

        var compilers = profile.equals("small") ? "-XX:TieredStopAtLevel=1 " : "";
        assertThat(service.output())
                .contains("java @/app/jvm.options " + compilers + "-jar app.jar\n")
                .contains("CHASQUI_SECURITY_ENABLED=" + security.equals("on") + "\n");
        assertThat(service.output().contains("CHASQUI_TLS_DIRECTORY=/run/secrets/tls\n"))
                .isEqualTo(tls.equals("on"));
    }

    @ParameterizedTest
    @CsvSource({"yes, off, fast", "on, yes, fast", "on, off, huge"})
    void aServiceDoesNotStartIfItIsToldNonsense(String security, String tls, String profile)
            throws IOException, InterruptedException {
        var service = start(Map.of("CHASQUI_SECURITY", security, "CHASQUI_TLS", tls, "CHASQUI_PROFILE", profile));

        assertThat(service.output()).contains(", and must be ").doesNotContain("jvm.options");
        assertThat(service.exit()).isOne();
    }

    @Test
    void aServiceDoesNotStartWithASettingThatIsGone() throws IOException, InterruptedException {
        var service = start(
                Map.of("CHASQUI_SECURITY", "off", "CHASQUI_TLS", "off", "CHASQUI_PROFILE", "fast", "JIT_LEVEL", "1"));

        assertThat(service.output())
                .startsWith("JIT_LEVEL is no longer a setting.")
                .doesNotContain("jvm.options");
        assertThat(service.exit()).isOne();
        assertThat(Files.readString(Project.find("docker-compose.yml"))).contains("JIT_LEVEL: ${JIT_LEVEL:-}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            -  | -   | 127.0.0.1 | on
            on | -   | 0.0.0.0   | on
            -  | -   | 192.0.2.7 | on
            -  | yes | 127.0.0.1 | on
            -  | yes | 0.0.0.0   | off
            """)
    void theGatewayHasNothingForOperatorsWhereAnybodyCouldUseIt(
            String security, String insecure, String address, String operations)
            throws IOException, InterruptedException {
        assertThat(gateway(security.replace("-", ""), insecure.replace("-", ""), address, ""))
                .contains("GATEWAY_OPERATIONS=" + operations + "\n");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''               | ''                                                               | ''
            admin            | ''                                                               | ''
            ha,observability | Grafana=http://localhost:1/ Prometheus=http://localhost:2/ | Jaeger=http://localhost:3/
            """)
    void theGatewayKnowsWhereMetricsAndTracesAreShown(String profiles, String metrics, String traces)
            throws IOException, InterruptedException {
        assertThat(gateway("", "", "127.0.0.1", profiles))
                .contains("GATEWAY_METRICS=" + metrics + "\n", "GATEWAY_TRACES=" + traces + "\n");
    }

    /** What its container would give to Nginx. */
    private String gateway(String security, String insecure, String address, String profiles)
            throws IOException, InterruptedException {
        var start = Files.readString(CONTAINERS.resolve("gateway/start"))
                .replace("/etc/secured", CONTAINERS.resolve("service/secured").toString())
                .replace("/docker-entrypoint.sh", "env #");
        var settings = new HashMap<>(Map.of("CHASQUI_SECURITY", security, "CHASQUI_INSECURE", insecure));
        settings.putAll(Map.of("GATEWAY_ADDRESS", address, "GATEWAY_CORS_ORIGINS", "", "CHASQUI_TLS", "off"));
        settings.putAll(
                Map.of("COMPOSE_PROFILES", profiles, "GRAFANA_PORT", "1", "PROMETHEUS_PORT", "2", "JAEGER_PORT", "3"));
        return run(settings, "sh", "-c", start).output();
    }

    @Test
    void composeStartsServicesByTheirScript() throws IOException {
        assertThat(Files.readString(Project.find("docker-compose.yml")))
                .contains("entrypoint: [\"/bin/sh\", \"/app/start\"]");
    }

    @Test
    void newPasswordsFromACallWithoutTheSettingsLeaveTheShopAsItIs() throws IOException, InterruptedException {
        secrets(Map.of("CHASQUI_SECURITY", "on", "CHASQUI_TLS", "on"), "make-secrets");
        var before = filesOf(Service.ORDERS_COMMANDS);
        var password = file(Service.ORDERS_COMMANDS, "spring.data.redis.password");

        assertThat(secrets(Map.of(), "make-secrets", "rotate").exit()).isZero();

        assertThat(filesOf(Service.ORDERS_COMMANDS))
                .isEqualTo(before)
                .containsExactlyInAnyOrder(
                        "spring.data.redis.password", "spring.datasource.password", "spring.flyway.password", "tls");
        assertThat(file(Service.ORDERS_COMMANDS, "spring.data.redis.password")).isNotEqualTo(password);
    }

    @Test
    void tokensOfTheKeysBeforeCountUntilTheyAreRevoked() throws IOException, InterruptedException {
        secrets(Map.of(), "make-secrets");
        secrets(Map.of(), "make-secrets", "rotate");
        var keys = root.resolve("secrets/verification-keys/jwks.json");
        assertThat(Files.readString(keys)).containsPattern("(?s)\"kid\".*\"exp\".*\"kid\"");

        assertThat(secrets(Map.of(), "make-secrets", "rotate", "--now").exit()).isEqualTo(2);
        secrets(Map.of(), "make-secrets", "rotate", "--revoke-tokens");
        assertThat(Files.readString(keys)).containsOnlyOnce("\"kid\"").doesNotContain("\"exp\"");
    }

    @Test
    void withoutTlsNothingIsRenewed() throws IOException, InterruptedException {
        secrets(Map.of("CHASQUI_TLS", "on"), "make-secrets");
        var certificate = file(Service.ORDERS_COMMANDS, "tls/orders-commands.pem");

        var renewal = secrets(Map.of(), "make-certificates", "renew");

        assertThat(renewal.output()).startsWith("CHASQUI_TLS is off.");
        assertThat(renewal.exit()).isEqualTo(2);
        assertThat(file(Service.ORDERS_COMMANDS, "tls/orders-commands.pem")).isEqualTo(certificate);
        assertThat(secrets(Map.of("CHASQUI_TLS", "on"), "make-certificates", "renew")
                        .exit())
                .isZero();
        assertThat(file(Service.ORDERS_COMMANDS, "tls/orders-commands.pem")).isNotEqualTo(certificate);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ha", "observability,sso"})
    void profilesThatWouldSpeakInTheClearDoNotGoWithTls(String profiles) throws IOException, InterruptedException {
        var start = secrets(Map.of("CHASQUI_TLS", "on", "COMPOSE_PROFILES", profiles), "make-certificates");

        assertThat(start.output()).contains("CHASQUI_TLS=on and the profile ", " do not go together");
        assertThat(start.exit()).isEqualTo(2);
    }

    @Test
    void aServiceHasNoPasswordOfTheServersOfRedis() throws IOException, InterruptedException {
        secrets(Map.of("COMPOSE_PROFILES", "ha"), "make-secrets");

        assertThat(file(Service.ORDERS_COMMANDS, "sentinel.password"))
                .isEqualTo(Files.readString(root.resolve("secrets/redis/sentinel-client")))
                .isNotEqualTo(Files.readString(root.resolve("secrets/redis/sentinel")))
                .isNotEqualTo(Files.readString(root.resolve("secrets/redis/replication")));
    }

    /** The hash of nothing would be that of the empty password, with which anybody could log in. */
    @Test
    void aUserOfRedisWithoutASecretCannotLogIn() throws IOException, InterruptedException {
        Files.createDirectories(root.resolve("etc/servers"));
        for (var file : List.of("redis-users", "redis.conf")) {
            Files.copy(
                    CONTAINERS.resolveSibling("servers").resolve(file),
                    root.resolve("etc/servers").resolve(file));
        }
        Files.createDirectories(root.resolve("run/secrets"));
        Files.writeString(root.resolve("run/secrets/admin"), "known");
        Files.createFile(root.resolve("run/secrets/users-commands"));
        var start = Files.writeString(
                root.resolve("start"),
                Files.readString(CONTAINERS.resolve("redis/start"))
                        .replaceAll("(?<![\\w/])/(etc|run)/", root + "/$1/")
                        .replaceAll("(?m)^(chown|exec setpriv) .*", ""));

        var started = run(Map.of("MAXMEMORY", "64mb"), "sh", start.toString(), "redis");

        assertThat(started.exit()).as(started.output()).isZero();
        assertThat(Files.readAllLines(root.resolve("run/redis/users.acl")))
                .filteredOn(user -> user.contains("#"))
                .singleElement()
                .asString()
                .startsWith("user admin ")
                .endsWith(" #7117fff2d0fd294462b3c802b7cb8753579f23f3946b99cf55f38e873f013f10");
    }

    private record Ended(String output, int exit) {}

    private static Ended decide(String security, String insecure, String address, String profile)
            throws IOException, InterruptedException {
        // Compose passes on an unset variable as an empty one.
        return run(
                Map.of(
                        "CHASQUI_SECURITY", security.replace("-", ""),
                        "CHASQUI_INSECURE", insecure.replace("-", ""),
                        "GATEWAY_ADDRESS", address.replace("-", ""),
                        "COMPOSE_PROFILES", profile.replace("-", "")),
                "sh",
                CONTAINERS.resolve("service/secured").toString());
    }

    /** Starts a service whose Java tells how it was called. */
    private Ended start(Map<String, String> settings) throws IOException, InterruptedException {
        var java = Files.writeString(root.resolve("java"), "#!/bin/sh\necho java \"$@\"\nenv\n");
        assertThat(java.toFile().setExecutable(true)).isTrue();
        var environment = new HashMap<>(settings);
        environment.put("PATH", root + File.pathSeparator + System.getenv("PATH"));
        return run(environment, "sh", CONTAINERS.resolve("service/start").toString(), "-jar", "app.jar");
    }

    /** Runs a script of the container "secrets" with volumes below a directory of its own. */
    private Ended secrets(Map<String, String> settings, String script, String... arguments)
            throws IOException, InterruptedException {
        var copies = Map.of(
                "secrets/make-secrets", "etc/chasqui/make-secrets",
                "secrets/make-certificates", "etc/chasqui/make-certificates",
                "service/secured", "etc/secured",
                "../script/signing.sh", "etc/signing.sh",
                "../script/authority.sh", "etc/authority.sh");
        for (var copy : copies.entrySet()) {
            var to = root.resolve(copy.getValue());
            Files.createDirectories(to.getParent());
            Files.writeString(
                    to,
                    Files.readString(CONTAINERS.resolve(copy.getKey()))
                            .replaceAll("(?<![\\w/])/(etc|secrets|own)/", root + "/$1/"));
        }
        for (var volume :
                List.of("authority", "gateway", "signing-key", "verification-keys", "postgres", "redis", "keycloak")) {
            Files.createDirectories(root.resolve("secrets").resolve(volume));
        }
        for (var service : Service.values()) {
            Files.createDirectories(root.resolve("secrets").resolve(service.id()));
        }
        var command = new ArrayList<>(List.of("bash", root + "/etc/chasqui/" + script));
        command.addAll(List.of(arguments));
        return run(settings, command.toArray(String[]::new));
    }

    private List<String> filesOf(Service service) throws IOException {
        try (var files = Files.list(root.resolve("secrets").resolve(service.id()))) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }

    private String file(Service service, String name) throws IOException {
        return Files.readString(root.resolve("secrets").resolve(service.id()).resolve(name));
    }

    private static Ended run(Map<String, String> settings, String... command) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().keySet().removeIf(name -> name.matches("(CHASQUI|GATEWAY|COMPOSE)_.*"));
        builder.environment().putAll(settings);
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(output, process.waitFor());
    }
}
