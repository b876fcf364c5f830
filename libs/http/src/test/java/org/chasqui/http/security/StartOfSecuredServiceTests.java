package org.chasqui.http.security;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.Filter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.platform.PlatformAutoConfiguration;
import org.chasqui.testing.TestTokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;

/** Which settings a service starts with, and what it then has. */
class StartOfSecuredServiceTests {

    private static final String RSA_1024 = """
            {"kty":"RSA","kid":"weak","e":"AQAB","n":"\
            3ZWrUY0Y6IKN1qI4BhxR2C7oHVFgGPYkd38uGq1jQNSqEvJFcN93CYm16_G78FAFKWqwsJb3Wx-nbxDn6LtP4AhULB1H0K0g7_jLklDAHvI8yhOKlvoyvsUFPWtNxlJyh5JJXvkNKV_4Oo12e69f8QCuQ6NpEPl-cSvXIqUYBCs"}""";

    private static final Map<String, String> KEYS = Map.of(
            "private",
            "{\"kty\":\"EC\",\"kid\":\"private\",\"crv\":\"P-256\",\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\","
                    + "\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\",\"d\":\"jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI\"}",
            "symmetric",
            "{\"kty\":\"oct\",\"kid\":\"symmetric\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ-EstJQLr_T\"}",
            "weak",
            RSA_1024,
            "curve",
            "{\"kty\":\"OKP\",\"kid\":\"curve\",\"crv\":\"Ed25519\",\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}",
            "other use",
            "{\"kty\":\"EC\",\"kid\":\"other use\",\"use\":\"enc\",\"crv\":\"P-256\","
                    + "\"x\":\"f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU\",\"y\":\"x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0\"}");

    private final WebApplicationContextRunner service = new WebApplicationContextRunner()
            .withConfiguration(AutoConfigurations.of(PlatformAutoConfiguration.class, SecurityAutoConfiguration.class));

    @TempDir
    private Path directory;

    @Test
    void anOpenShopHasNothingOfIt() {
        service.run(context -> assertThat(context)
                .hasNotFailed()
                .doesNotHaveBean(Filter.class)
                .doesNotHaveBean(FilterRegistrationBean.class)
                .doesNotHaveBean(AccessCheck.class)
                .doesNotHaveBean(Tokens.class));
    }

    @Test
    void itNeedsKeys() {
        secured()
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("chasqui.security.enabled needs keys"));
    }

    @Test
    void theFileMustBeThere() {
        secured("chasqui.security.keys=file:" + directory.resolve("none.json"))
                .run(context -> assertThat(context).hasFailed());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            private   | is private or symmetric
            symmetric | is private or symmetric
            weak      | is neither RSA of 2048 bits
            curve     | is neither RSA of 2048 bits
            other use | is neither RSA of 2048 bits
            """)
    void everyKeyMustBeAPublicAndStrongOne(String key, String complaint) throws Exception {
        var good = TestTokens.keySet(TestTokens.signedBy("good"));
        var file = directory.resolve("jwks.json");
        Files.writeString(file, good.replace("[", "[" + KEYS.get(key) + ","));
        secured("chasqui.security.keys=file:" + file)
                .run(context -> assertThat(context)
                        .hasFailed()
                        .getFailure()
                        .hasStackTraceContaining("key " + key + " ")
                        .hasStackTraceContaining(complaint));
    }

    @Test
    void thereMustBeAKey() throws Exception {
        for (var text : new String[] {"{\"keys\":[]}", "{}", "", "-----BEGIN PUBLIC KEY-----"}) {
            var file = directory.resolve("jwks.json");
            Files.writeString(file, text);
            secured("chasqui.security.keys=file:" + file)
                    .run(context -> assertThat(context).hasFailed());
        }
    }

    @Test
    void aProviderMayHaveTheKeys() {
        for (var key : new String[] {"jwk-set-uri", "issuer-uri"}) {
            secured("spring.security.oauth2.resourceserver.jwt." + key + "=https://provider.example/keys")
                    .run(context -> assertThat(context).hasNotFailed().hasSingleBean(Tokens.class));
        }
    }

    @Test
    void twoSetsOfKeysNeedTwoIssuers() {
        var keys = "chasqui.security.keys=" + TestTokens.signedBy("key").writtenTo(directory.resolve("jwks.json"));
        var provider = "spring.security.oauth2.resourceserver.jwt.jwk-set-uri=https://provider.example/keys";
        secured(keys, provider)
                .run(context ->
                        assertThat(context).hasFailed().getFailure().hasStackTraceContaining("the tokens of chasqui"));
        secured(keys, provider, "spring.security.oauth2.resourceserver.jwt.issuer-uri=https://provider.example")
                .run(context -> assertThat(context).hasNotFailed());
    }

    private WebApplicationContextRunner secured(String... settings) {
        return service.withPropertyValues(Stream.concat(Stream.of("chasqui.security.enabled=true"), Stream.of(settings))
                .toArray(String[]::new));
    }
}
