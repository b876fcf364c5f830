package org.chasqui.http.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Refuses requests that a page of another site sends through its visitor's browser: changes, and all requests under a name that is not the
 * service's (DNS rebinding). A browser adds {@code Host}, {@code Origin} and {@code Sec-Fetch-Site} to each such request, and no page can
 * leave them out. Programs send none of the last two, and pass. The gateway judges the requests that it passes on in the same way.
 *
 * @see <a href="https://www.w3.org/TR/fetch-metadata/">Fetch Metadata Request Headers</a>
 */
final class CrossSiteFilter extends OncePerRequestFilter {

    private static final Set<String> READING = Set.of("GET", "HEAD", "OPTIONS");

    /** "none" is a person who types an address. "same-site" is another port of the same machine, which is not this service. */
    private static final Set<String> OF_THIS_SITE = Set.of("same-origin", "none");

    private static final Pattern PORT = Pattern.compile(":[0-9]*$");

    /** Why any address: an attacker can give this address another name, but cannot make a browser send another address. */
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]+|\\[.*");

    private final Set<String> names;

    /** @param names the names of the service, besides {@code localhost} and any address */
    CrossSiteFilter(Collection<String> names) {
        this.names = new HashSet<>(names);
        this.names.add("localhost");
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        var host = request.getHeader(HttpHeaders.HOST);
        if (!isOurs(host)) {
            response.sendError(HttpStatus.MISDIRECTED_REQUEST.value());
        } else if (!READING.contains(request.getMethod()) && isForeign(request, host)) {
            response.sendError(HttpStatus.FORBIDDEN.value());
        } else {
            chain.doFilter(request, response);
        }
    }

    /** A request without a host is HTTP/1.0, which no browser speaks. */
    private boolean isOurs(@Nullable String host) {
        if (host == null || names.contains(host)) {
            return true;
        }
        var name = PORT.matcher(host).replaceFirst("").toLowerCase(Locale.ROOT);
        return names.contains(name) || ADDRESS.matcher(name).matches();
    }

    private static boolean isForeign(HttpServletRequest request, @Nullable String host) {
        var site = request.getHeader("Sec-Fetch-Site");
        var origin = request.getHeader(HttpHeaders.ORIGIN);
        return (site != null && !OF_THIS_SITE.contains(site))
                || (origin != null && !origin.replaceFirst("^https?://", "").equalsIgnoreCase(host));
    }
}
