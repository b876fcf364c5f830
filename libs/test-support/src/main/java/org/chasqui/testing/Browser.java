package org.chasqui.testing;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.URI;
import java.util.stream.Stream;

/**
 * A request as Chromium 156 sends it for a page, without the headers that say nothing about its origin. It was recorded from {@code
 * chromium --headless}. An http address of another machine is not a secure context: there the browser sends no Sec-Fetch headers, only
 * {@code Origin}.
 *
 * @param name what the page does
 * @param host the Host header; {@code PORT} stands for the server's port
 */
public record Browser(String name, String host, String headers) {

    private static final String FETCH = "Accept: */*\nSec-Fetch-Mode: no-cors\nSec-Fetch-Dest: empty\n";

    /** Requests of other sites' pages that would change something. */
    public static Stream<Browser> foreignWrites() {
        return Stream.of(
                new Browser("a form of another site", "localhost:PORT", """
                    Cache-Control: max-age=0
                    Content-Type: application/x-www-form-urlencoded
                    Origin: http://evil.example:8901
                    Accept: text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8
                    Sec-Fetch-Site: cross-site
                    Sec-Fetch-Mode: navigate
                    Sec-Fetch-Dest: document
                    Referer: http://evil.example:8901/
                    """),
                new Browser("a fetch of another site", "localhost:PORT", FETCH + """
                    Origin: http://evil.example:8901
                    Sec-Fetch-Site: cross-site
                    Referer: http://evil.example:8901/
                    """),
                new Browser("a fetch to the IP address", "127.0.0.1:PORT", FETCH + """
                    Origin: http://evil.example:8901
                    Sec-Fetch-Site: cross-site
                    Referer: http://evil.example:8901/
                    """),
                new Browser("a page at another port of this machine", "localhost:PORT", FETCH + """
                    Origin: http://localhost:8901
                    Sec-Fetch-Site: same-site
                    Referer: http://localhost:8901/
                    """),
                new Browser("a sandboxed frame", "localhost:PORT", FETCH + """
                    Origin: null
                    Sec-Fetch-Site: cross-site
                    """),
                new Browser("a page, where the shop is not a secure context", "192.0.2.7:PORT", """
                    Accept: */*
                    Origin: http://evil.example:8901
                    Referer: http://evil.example:8901/
                    """));
    }

    /** A page whose domain now resolves to the shop's address. The browser takes it for the same origin (DNS rebinding). */
    public static Browser rebound() {
        return new Browser("a page that rebinds its name", "evil.example:PORT", """
            Accept: */*
            Origin: http://evil.example:PORT
            Referer: http://evil.example:PORT/
            """);
    }

    /** The page at /docs. */
    public static Browser ownPage() {
        return new Browser("the shop's own page", "localhost:PORT", """
            Accept: */*
            Origin: http://localhost:PORT
            Sec-Fetch-Site: same-origin
            Sec-Fetch-Mode: cors
            Sec-Fetch-Dest: empty
            Referer: http://localhost:PORT/docs/
            """);
    }

    /** The same page, which also sends this header. */
    public Browser with(String header) {
        return header.isBlank() ? this : new Browser(name, host, headers + header.strip() + "\n");
    }

    /** @return the whole answer */
    public String send(URI server, String method, String path) throws IOException {
        var request = "%s %s HTTP/1.1\nHost: %s\nConnection: close\n%s%s\n"
                .formatted(method, path, host, method.equals("GET") ? "" : "Content-Length: 0\n", headers)
                .replace("PORT", Integer.toString(server.getPort()))
                .replace("\n", "\r\n");
        return RawHttp.exchange(server, request.getBytes(ISO_8859_1));
    }

    @Override
    public String toString() {
        return name;
    }
}
