package org.chasqui.systemtests.processes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** The authorities that this JVM's clients trust: those of the shops with TLS that it has been told of, and no others. */
public final class TrustedAuthorities {

    private static final char[] PASSWORD = "trusted".toCharArray();
    private static final Path FILE = Path.of(
            System.getProperty("java.io.tmpdir"),
            "trusted-" + ProcessHandle.current().pid() + ".p12");

    private static @Nullable KeyStore authorities;

    private TrustedAuthorities() {}

    /** @param authority a certificate (PEM) */
    public static synchronized void add(Path authority) {
        try {
            if (authorities == null) {
                authorities = KeyStore.getInstance("PKCS12");
                authorities.load(null, PASSWORD);
                FILE.toFile().deleteOnExit();
            }
            authorities.setCertificateEntry(authority.toString(), certificate(authority));
            try (var file = Files.newOutputStream(FILE)) {
                authorities.store(file, PASSWORD);
            }
            // why both: the default context is made only once, and clients with a context of their own read the
            // properties
            System.setProperty("javax.net.ssl.trustStore", FILE.toString());
            System.setProperty("javax.net.ssl.trustStorePassword", new String(PASSWORD));
            SSLContext.setDefault(trusting(authorities));
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException("cannot trust " + authority, e);
        }
    }

    private static Certificate certificate(Path file) throws IOException, GeneralSecurityException {
        try (var pem = Files.newInputStream(file)) {
            return CertificateFactory.getInstance("X.509").generateCertificate(pem);
        }
    }

    private static SSLContext trusting(KeyStore authorities) throws GeneralSecurityException {
        var managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(authorities);
        var context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
