package org.chasqui.http.idempotency;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Collections;
import java.util.Optional;
import org.chasqui.http.InvalidParameter;
import org.chasqui.platform.TextRule;

/**
 * The name that a client gives to a request: the same request sent again has the same name. One name stands for one request to a service,
 * whichever its path.
 *
 * @param value 1 to 200 characters
 */
record IdempotencyKey(String value) {

    static final String HEADER = "Idempotency-Key";

    private static final TextRule RULE = new TextRule(1, 200);

    /** @throws InvalidParameter if the header is there and breaks the rule */
    static Optional<IdempotencyKey> of(HttpServletRequest request) {
        var lines = Collections.list(request.getHeaders(HEADER));
        if (lines.size() > 1) {
            throw new InvalidParameter(HEADER, "must be sent once");
        }
        return lines.stream().findFirst().map(IdempotencyKey::read);
    }

    private static IdempotencyKey read(String header) {
        var value = decoded(header);
        RULE.violationIn(value).ifPresent(complaint -> {
            throw new InvalidParameter(HEADER, complaint);
        });
        return new IdempotencyKey(value);
    }

    /** Servlets read each byte of a header as a character; clients today write UTF-8. */
    private static String decoded(String header) {
        try {
            return UTF_8.newDecoder()
                    .decode(ByteBuffer.wrap(header.getBytes(ISO_8859_1)))
                    .toString();
        } catch (CharacterCodingException e) {
            return header;
        }
    }
}
