package org.chasqui.systemtests.script;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks when the script secures a shop, its keys, and its tokens. No test starts a service: Redis dies before. */
class SecuritySwitchIT {

    private static final String[] UP = {"up", "--no-build", "--no-install"};
    private static final Path HOMES = Path.of("target", "security homes").toAbsolutePath();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @TempDir
    static Path everybodys;

    private ChasquiScript script = ChasquiScript.in(HOMES);

    @BeforeEach
    void useOwnHomeAndARedisThatDies(TestInfo test) throws IOException {
        Files.setPosixFilePermissions(everybodys, PosixFilePermissions.fromString("rwxr-xr-x"));

        script = ChasquiScript.in(
                        HOMES.resolve(test.getTestMethod().orElseThrow().getName()))
                .with("PATH", ChasquiScript.pathWithARedisThatDies(everybodys))
                .with("CHASQUI_SECURITY", ""); // of the tests' own environment
    }

    @AfterEach
    void removeEverything() {
        assertThat(script.call("down", "--wipe").exit()).isZero();
        assertThat(script.home()).doesNotExist();
    }

    @Test
    void anOrdinaryShopIsOpen() {
        assertThat(switchAfter(script, UP)).isEqualTo("off");
    }

    @Test
    void aShopThatIsToldSoIsSecured() {
        assertThat(switchAfter(script.with("CHASQUI_SECURITY", "on"), UP)).isEqualTo("on");
    }

    @Test
    void aShopThatLetsOtherMachinesInIsSecured() {
        assertThat(switchAfter(script.with("GATEWAY_ADDRESS", "0.0.0.0"), UP)).isEqualTo("on");
    }

    @Test
    void itIsOpenToOtherMachinesOnlyIfTheCallerSaysSo() {
        var exposed = script.with("GATEWAY_ADDRESS", "0.0.0.0");
        var refused = exposed.with("CHASQUI_SECURITY", "off").call(UP);
        assertThat(refused.output())
                .startsWith("chasqui: GATEWAY_ADDRESS=0.0.0.0 lets other machines in, and CHASQUI_SECURITY=off")
                .contains("./chasqui up --insecure");
        assertThat(refused.exit()).isEqualTo(2);

        assertThat(switchAfter(exposed, "up", "--no-build", "--no-install", "--insecure"))
                .isEqualTo("off");
        assertThat(switchAfter(exposed, UP)).as("that of the running shop").isEqualTo("off");
    }

    @Test
    void theSwitchStaysWithTheRunningShop() {
        script.call(UP);

        var other = script.with("CHASQUI_SECURITY", "on").call(UP);

        assertThat(other.output()).contains("Chasqui runs in ", "CHASQUI_SECURITY=off. Stop it first");
        assertThat(other.exit()).isEqualTo(2);
    }

    @Test
    void refusesSettingsThatContradictEachOther() {
        var contradiction =
                script.with("CHASQUI_SECURITY", "on").call("up", "--no-build", "--no-install", "--insecure");
        assertThat(contradiction.output()).startsWith("chasqui: CHASQUI_SECURITY=on and --insecure contradict");
        assertThat(contradiction.exit()).isEqualTo(2);

        assertThat(script.with("CHASQUI_SECURITY", "yes").call(UP).output())
                .startsWith("chasqui: CHASQUI_SECURITY is 'yes', and must be on or off.");
        assertThat(script.with("CHASQUI_SECURITY_ENABLED", "true").call(UP).exit())
                .as("a service alone")
                .isEqualTo(2);
    }

    @Test
    void aTokenIsSignedByTheKeyOfThisShop() throws Exception {
        assertThat(script.call("token", "admin").output()).contains("There is no key in ");
        script.call(UP);
        script.call("down");
        var before = Instant.now().getEpochSecond();

        var call = script.call("token", "customer:7", "--for", "15m");

        assertThat(call.exit()).isZero();
        assertThat(call.output()).matches("[\\w-]+\\.[\\w-]+\\.[\\w-]+\n");
        var parts = call.output().strip().split("\\.");
        var key = publicKeys().get(0);
        var header = json(parts[0]);
        assertThat(header.path("alg").asString()).isEqualTo("RS256");
        assertThat(header.path("kid").asString())
                .isEqualTo(key.path("kid").asString())
                .isEqualTo(thumbprint(key));
        assertThat(verifies(key, parts)).isTrue();
        var claims = json(parts[1]);
        long issued = claims.path("iat").asLong();
        assertThat(issued).isBetween(before, Instant.now().getEpochSecond());
        assertThat(claims).isEqualTo(JSON.readTree("""
                {"iss": "chasqui", "aud": "chasqui", "sub": "customer-7", "roles": ["customer"], "uid": 7,
                 "iat": %d, "nbf": %d, "exp": %d}""".formatted(issued, issued, issued + 900)));
    }

    @Test
    void aTokenOfARoleLastsAnHour() {
        script.call(UP);

        for (var role : new String[] {"admin", "operator"}) {
            var claims = json(script.call("token", role).output().split("\\.")[1]);

            assertThat(claims.path("sub").asString()).isEqualTo(role);
            assertThat(claims.path("roles")).isEqualTo(JSON.createArrayNode().add(role));
            assertThat(claims.has("uid")).isFalse();
            assertThat(claims.path("exp").asLong() - claims.path("iat").asLong())
                    .isEqualTo(3600);
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    token                     | 'token' needs a role.
                    token admin operator      | 'token' needs a role.
                    token admin --for         | 'token' needs a role.
                    token boss                | There is no role 'boss'.
                    token customer            | There is no role 'customer'.
                    token customer:0          | '0' is no id of a user
                    token customer:7,"roles"  | '7,"roles"' is no id of a user
                    token admin --for soon    | --for is 'soon', and must be a time
                    token admin --for 0s      | --for is '0s', and must be a time
                    token admin --for 31d     | --for is '31d', and must be a time such as 30s, 15m, 1h or 7d, at most 30d.
                    """)
    void explainsAWrongCall(String arguments, String said) {
        var call = script.call(arguments.split(" +"));

        assertThat(call.output()).startsWith("chasqui: " + said);
        assertThat(call.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"000", "777"})
    void onlyTheCallerReadsThePrivateKeyWithAnyUmask(String umask) throws IOException {
        script.through("sh", "-c", "umask " + umask + "; exec \"$@\"", "umask").call(UP);

        assertThat(modeOf("keys/signing.pem")).isEqualTo("rw-------");
        assertThat(modeOf("keys/jwks.json")).isEqualTo("rw-r--r--");
        assertThat(modeOf("keys")).isEqualTo("rwx--x--x");
        assertThat(Files.getOwner(script.home().resolve("keys/signing.pem")))
                .isEqualTo(Files.getOwner(script.home().resolve("secrets")));
        assertThat(publicKeys().get(0).propertyNames()).containsExactlyInAnyOrder("kid", "use", "alg", "e", "kty", "n");
    }

    private static String switchAfter(ChasquiScript script, String... up) {
        assertThat(script.call(up).output()).contains("redis died while starting.");
        return read(script.home().resolve("run/ports")).split("\\s")[3];
    }

    private JsonNode publicKeys() {
        return JSON.readTree(read(script.home().resolve("keys/jwks.json"))).path("keys");
    }

    private static JsonNode json(String part) {
        return JSON.readTree(Base64.getUrlDecoder().decode(part));
    }

    private static boolean verifies(JsonNode key, String[] token) throws GeneralSecurityException {
        var spec = new RSAPublicKeySpec(number(key, "n"), number(key, "e"));
        assertThat(spec.getModulus().bitLength()).isEqualTo(3072);
        var signature = Signature.getInstance("SHA256withRSA");
        signature.initVerify(KeyFactory.getInstance("RSA").generatePublic(spec));
        signature.update((token[0] + "." + token[1]).getBytes(US_ASCII));
        return signature.verify(Base64.getUrlDecoder().decode(token[2]));
    }

    private static BigInteger number(JsonNode key, String name) {
        return new BigInteger(1, Base64.getUrlDecoder().decode(key.path(name).asString()));
    }

    /** RFC 7638. */
    private static String thumbprint(JsonNode key) throws GeneralSecurityException {
        var members = "{\"e\":\"%s\",\"kty\":\"RSA\",\"n\":\"%s\"}"
                .formatted(key.path("e").asString(), key.path("n").asString());
        var digest = MessageDigest.getInstance("SHA-256").digest(members.getBytes(US_ASCII));
        return Base64.getUrlEncoder().withoutPadding().encodeToString(digest);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String modeOf(String file) throws IOException {
        return PosixFilePermissions.toString(
                Files.getPosixFilePermissions(script.home().resolve(file)));
    }
}
