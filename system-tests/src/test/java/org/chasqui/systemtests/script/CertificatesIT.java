package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Checks the certificates that the script makes, and its settings of TLS. No test starts a service: Redis dies before. */
class CertificatesIT {

    private static final String[] UP = {"up", "--no-build", "--no-install"};
    private static final Path HOMES = Path.of("target", "certificates homes").toAbsolutePath();

    @TempDir
    static Path everybodys;

    private ChasquiScript script = ChasquiScript.in(HOMES);

    @BeforeEach
    void useOwnHomeAndARedisThatDies(TestInfo test) throws IOException {
        Files.setPosixFilePermissions(everybodys, PosixFilePermissions.fromString("rwxr-xr-x"));

        script = ChasquiScript.in(
                        HOMES.resolve(test.getTestMethod().orElseThrow().getName()))
                .with("PATH", ChasquiScript.pathWithARedisThatDies(everybodys))
                .with("CHASQUI_TLS", "on");
    }

    @AfterEach
    void removeEverything() {
        assertThat(script.call("down", "--wipe").exit()).isZero();
        assertThat(script.home()).doesNotExist();
    }

    @Test
    void onlyTheCallerReadsTheKeyOfTheAuthorityAndOnlyItsServerReadsAnotherKey() throws IOException {
        script.through("bash", "-c", "umask 0; exec \"$@\"", "bash").call(UP);

        var tls = script.home().resolve("tls");
        assertThat(mode(tls)).isIn("rwx------", "rwxr-x---");
        assertThat(mode(tls.resolve("authority.key"))).isEqualTo("rw-------");
        assertThat(Files.getOwner(tls.resolve("authority.key"))).isEqualTo(Files.getOwner(script.home()));
        assertThat(mode(tls.resolve("postgres.key"))).isEqualTo("rw-------");
        assertThat(Files.getOwner(tls.resolve("postgres.key")))
                .isEqualTo(Files.getOwner(script.home().resolve("data")));
    }

    @Test
    void trustPrintsTheAuthority() throws IOException, CertificateException {
        assertThat(script.call("trust").exit()).isEqualTo(1);
        script.call(UP);

        var call = script.call("trust");

        assertThat(call.output())
                .startsWith(Files.readString(script.home().resolve("tls/authority.pem")))
                .contains("curl --cacert chasqui.pem https://localhost:");
        assertThat(call.exit()).isZero();
        assertThat(certificate("authority").getBasicConstraints())
                .as("signs servers only")
                .isZero();
    }

    @Test
    void aServerKeepsItsCertificateUntilItEndsSoon() throws IOException, CertificateException {
        script.call(UP);
        var first = certificate("postgres");
        assertThat(first.getSubjectAlternativeNames())
                .extracting(name -> (Object) name.get(1))
                .containsExactly("localhost", "postgres", "127.0.0.1");
        assertThat(first.getBasicConstraints()).as("is no authority").isEqualTo(-1);

        script.call("down");
        script.call(UP);
        assertThat(certificate("postgres")).isEqualTo(first);

        script.call("down");
        letItEndIn(29);
        assertThat(script.call("status").output())
                .contains("chasqui: The certificate of postgres ends in less than 30 days.");
        script.call(UP);
        assertThat(certificate("postgres").getNotAfter()).isAfterOrEqualTo(first.getNotAfter());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            CHASQUI_TLS             | yes   | CHASQUI_TLS is 'yes', and must be on or off.
            GATEWAY_TLS_PORT        | 99999 | GATEWAY_TLS_PORT is '99999', and a port is a number from 1 to 65535.
            GATEWAY_TLS_CERTIFICATE | x.pem | GATEWAY_TLS_CERTIFICATE and GATEWAY_TLS_KEY belong together
            """)
    void refusesAnInvalidSetting(String name, String value, String said) {
        var call = script.with(name, value).call(UP);

        assertThat(call.output()).startsWith("chasqui: " + said);
        assertThat(call.exit()).isEqualTo(2);
    }

    @Test
    void theSwitchStaysWithTheRunningShop() {
        script.call(UP);

        var other = script.with("CHASQUI_TLS", "off").call(UP);
        assertThat(other.output())
                .contains("Chasqui runs in ", "CHASQUI_TLS=on")
                .contains("Stop it first");
        assertThat(other.exit()).isEqualTo(2);
        assertThat(script.with("CHASQUI_TLS", "").call("trust").exit()).isZero();
    }

    @Test
    void onlyAShopWithTlsHasCertificatesToRenew() {
        assertThat(script.call("certificates").exit()).isEqualTo(2);

        var call = script.with("CHASQUI_TLS", "").call("certificates", "renew");
        assertThat(call.output()).contains(" uses TLS. Start it with CHASQUI_TLS=on.");
        assertThat(call.exit()).isEqualTo(1);
    }

    private void letItEndIn(int days) throws IOException {
        var tls = script.home().resolve("tls");
        var renew =
                "openssl req -new -key '%1$s/postgres.key' -subj /CN=postgres | openssl x509 -req -set_serial 1 -days %2$d"
                        + " -CA '%1$s/authority.pem' -CAkey '%1$s/authority.key'"
                        + " -extfile <(echo subjectAltName=DNS:localhost,DNS:postgres,IP:127.0.0.1) -out '%1$s/postgres.pem' 2>&1";
        var process = new ProcessBuilder(List.of("bash", "-c", renew.formatted(tls, days))).start();
        var output = new String(process.getInputStream().readAllBytes());
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }

    private X509Certificate certificate(String server) throws IOException, CertificateException {
        try (var pem = Files.newInputStream(script.home().resolve("tls").resolve(server + ".pem"))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
