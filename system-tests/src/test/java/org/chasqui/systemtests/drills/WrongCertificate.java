package org.chasqui.systemtests.drills;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chasqui.systemtests.processes.ShopProcesses;

/** What can be wrong with a certificate. */
enum WrongCertificate {
    EXPIRED,
    FOR_ANOTHER_NAME,
    OF_ANOTHER_AUTHORITY;

    private static final String REQUEST =
            "openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=wrong -keyout '%s/key' | ";
    private static final String SIGN = "openssl x509 -req -CA '%s' -CAkey '%s' -set_serial %d -days %d"
            + " -extfile <(echo 'subjectAltName=%s') -out '%s/certificate'";
    private static final String OWN_AUTHORITY = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
            + " -subj '/CN=Another authority' -days 1 -keyout '%1$s/authority.key' -out '%1$s/authority.pem' && ";

    /** Writes such a certificate and its key into the files of a server, which must still be told. */
    Replaced instead(ShopProcesses shop, String server) {
        try {
            var own = new Place(shop.home().resolve("tls"), server);
            var replaced = new Replaced(own, Files.readAllBytes(own.certificate()), Files.readAllBytes(own.key()));
            var made = make(shop, server);
            own.write(Files.readAllBytes(made.resolve("certificate")), Files.readAllBytes(made.resolve("key")));
            return replaced;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path make(ShopProcesses shop, String server) throws IOException {
        var made = Files.createTempDirectory("certificate");
        var authority = this == OF_ANOTHER_AUTHORITY ? made : shop.home().resolve("tls");
        var names = this == FOR_ANOTHER_NAME ? "DNS:another.example" : "DNS:" + server + ",IP:127.0.0.1";
        var command = (this == OF_ANOTHER_AUTHORITY ? OWN_AUTHORITY.formatted(made) : "")
                + REQUEST.formatted(made)
                + SIGN.formatted(
                        authority.resolve("authority.pem"),
                        authority.resolve("authority.key"),
                        System.nanoTime(),
                        this == EXPIRED ? -1 : 1,
                        names,
                        made);
        Programs.run(List.of("bash", "-c", "set -o pipefail; " + command));
        return made;
    }

    /** The two files of a server. They keep their owners and modes. */
    private record Place(Path directory, String server) {

        Path certificate() {
            return directory.resolve(server + ".pem");
        }

        Path key() {
            return directory.resolve(server + ".key");
        }

        void write(byte[] certificate, byte[] key) throws IOException {
            Files.write(key(), key);
            Files.write(certificate(), certificate);
        }
    }

    /** The right certificate, which {@link #restore()} puts back. */
    record Replaced(Place files, byte[] certificate, byte[] key) {

        void restore() {
            try {
                files.write(certificate, key);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
