package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.RSAPublicKey;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.json.JsonMapper;

/** Signs tokens as callers of a secured shop have them, and spoils them in the ways that an attacker would try. */
public final class TestTokens {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final KeyPair keys;
    private final String keyId;

    private TestTokens(KeyPair keys, String keyId) {
        this.keys = keys;
        this.keyId = keyId;
    }

    /** With a new key of this name. */
    public static TestTokens signedBy(String keyId) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(2048);
            return new TestTokens(generator.generateKeyPair(), keyId);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The public key as a service reads it, one of the array {@code keys} of a JWK set. */
    public Map<String, String> publicKey() {
        var key = (RSAPublicKey) keys.getPublic();
        return Map.of(
                "kty",
                "RSA",
                "use",
                "sig",
                "kid",
                keyId,
                "n",
                number(key.getModulus()),
                "e",
                number(key.getPublicExponent()));
    }

    private static String number(BigInteger value) {
        var bytes = value.toByteArray();
        return bytes[0] == 0
                ? BASE64.encodeToString(Arrays.copyOfRange(bytes, 1, bytes.length))
                : BASE64.encodeToString(bytes);
    }

    /** A JWK set with the public keys of all these. */
    public static String keySet(TestTokens... signers) {
        return JSON.writeValueAsString(Map.of(
                "keys", List.of(signers).stream().map(TestTokens::publicKey).toList()));
    }

    /** Writes the JWK set into a file, and returns the setting that names it. */
    public String writtenTo(Path file) {
        try {
            Files.writeString(file, keySet(this));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return file.toUri().toString();
    }

    public Token admin() {
        return token("admin", "admin");
    }

    public Token operator() {
        return token("operator", "operator");
    }

    public Token customer(long user) {
        return token("customer-" + user, "customer").with("uid", user);
    }

    public Token token(String subject, String... roles) {
        var now = Instant.now().getEpochSecond();
        return new Token(Map.of("alg", "RS256", "typ", "JWT", "kid", keyId), Map.of())
                .with("iss", "chasqui")
                .with("aud", "chasqui")
                .with("sub", subject)
                .with("iat", now)
                .with("nbf", now)
                .with("exp", now + 3600)
                .with("roles", List.of(roles));
    }

    /** A token that is not signed yet. */
    public final class Token {

        private final Map<String, Object> header;
        private final Map<String, Object> claims;

        private Token(Map<String, Object> header, Map<String, Object> claims) {
            this.header = header;
            this.claims = claims;
        }

        public Token with(String claim, Object value) {
            var changed = new LinkedHashMap<>(claims);
            changed.put(claim, value);
            return new Token(header, changed);
        }

        public Token without(String claim) {
            var changed = new LinkedHashMap<>(claims);
            changed.remove(claim);
            return new Token(header, changed);
        }

        /** @param seconds from now, negative for the past */
        public Token ending(long seconds) {
            return with("exp", Instant.now().getEpochSecond() + seconds);
        }

        /** @param seconds from now, negative for the past */
        public Token beginning(long seconds) {
            return with("nbf", Instant.now().getEpochSecond() + seconds);
        }

        /** Filled up to a length, more or less two characters. */
        public String ofLength(int characters) {
            var missing = characters - with("filler", "").signed().length();
            return with("filler", "x".repeat(missing * 3 / 4)).signed();
        }

        public String signed() {
            try {
                var signature = Signature.getInstance("SHA256withRSA");
                signature.initSign(keys.getPrivate());
                signature.update(content(header).getBytes(UTF_8));
                return content(header) + "." + BASE64.encodeToString(signature.sign());
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        /** With other claims than those that were signed. */
        public String tampered() {
            var signed = signed();
            return with("sub", "admin")
                            .with("roles", List.of("admin", "customer", "operator"))
                            .content(header)
                    + signed.substring(signed.lastIndexOf('.'));
        }

        /** With {@code alg: none} and no signature, or with the one that another algorithm would have. */
        public String unsigned(boolean withSignature) {
            var content = content(headerWith("none"));
            return withSignature ? content + signed().substring(signed().lastIndexOf('.')) : content + ".";
        }

        /** Signed with HS256, and the public key, which everybody knows, as the secret. */
        public String signedByThePublicKeyAsSecret() {
            try {
                var content = content(headerWith("HS256"));
                var mac = Mac.getInstance("HmacSHA256");
                mac.init(new SecretKeySpec(pem().getBytes(UTF_8), "HmacSHA256"));
                return content + "." + BASE64.encodeToString(mac.doFinal(content.getBytes(UTF_8)));
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            }
        }

        private String pem() {
            var lines = Base64.getMimeEncoder(64, new byte[] {'\n'});
            return "-----BEGIN PUBLIC KEY-----\n"
                    + lines.encodeToString(keys.getPublic().getEncoded())
                    + "\n-----END PUBLIC KEY-----\n";
        }

        private Map<String, Object> headerWith(String algorithm) {
            var changed = new LinkedHashMap<>(header);
            changed.put("alg", algorithm);
            return changed;
        }

        private String content(Map<String, Object> header) {
            return part(header) + "." + part(claims);
        }

        private static String part(Map<String, Object> content) {
            return BASE64.encodeToString(JSON.writeValueAsBytes(content));
        }
    }
}
