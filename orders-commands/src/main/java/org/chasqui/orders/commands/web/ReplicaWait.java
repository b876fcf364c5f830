package org.chasqui.orders.commands.web;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.IOException;
import java.util.Optional;
import java.util.function.LongFunction;
import org.chasqui.orders.commands.replica.KnownProducts;
import org.chasqui.orders.commands.replica.KnownUsers;
import org.chasqui.service.view.Deadline;
import org.chasqui.service.view.MinVersion;
import org.chasqui.service.view.Patience;
import org.chasqui.service.view.VersionWaits;
import org.chasqui.service.web.RepeatableRequest;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.servlet.HandlerExceptionResolver;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Lets a new order wait until its user and product have been heard of, in the versions that the caller says.
 *
 * <p>Why a filter: a request with an idempotency key is in a transaction from its own filter on, and a wait must not hold one.
 */
final class ReplicaWait extends OncePerRequestFilter {

    private static final String USER_VERSION = "X-Min-User-Version";
    private static final String PRODUCT_VERSION = "X-Min-Product-Version";

    private final VersionWaits waits;
    private final KnownUsers users;
    private final KnownProducts products;
    private final JsonMapper json;
    private final HandlerExceptionResolver problems;

    ReplicaWait(
            VersionWaits waits,
            KnownUsers users,
            KnownProducts products,
            JsonMapper json,
            HandlerExceptionResolver problems) {
        this.waits = waits;
        this.users = users;
        this.products = products;
        this.json = json;
        this.problems = problems;
    }

    @Override
    protected boolean shouldNotFilter(HttpServletRequest request) {
        return !request.getMethod().equals("POST")
                || (request.getHeader(USER_VERSION) == null && request.getHeader(PRODUCT_VERSION) == null);
    }

    @Override
    protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws ServletException, IOException {
        RepeatableRequest repeatable;
        try {
            repeatable = RepeatableRequest.read(request);
            await(repeatable);
        } catch (RuntimeException e) {
            if (problems.resolveException(request, response, null, e) == null) {
                throw e;
            }
            return;
        }
        chain.doFilter(repeatable, answering(request, response));
    }

    private static HttpServletResponse answering(HttpServletRequest request, HttpServletResponse response) {
        return Patience.of(request)
                .applied()
                .<HttpServletResponse>map(wait -> new Waited(response, wait))
                .orElse(response);
    }

    private void await(RepeatableRequest request) {
        var userVersion = MinVersion.of(request, USER_VERSION);
        var productVersion = MinVersion.of(request, PRODUCT_VERSION);
        var deadline = Patience.of(request).deadline();
        var order = read(request.body());
        await("user", order.path("user"), userVersion, deadline, users::findVersion);
        await("product", order.path("product"), productVersion, deadline, products::findVersion);
    }

    /** Whatever is wrong with the order, the controller says it better. */
    private JsonNode read(byte[] body) {
        try {
            return json.readTree(body);
        } catch (JacksonException e) {
            return MissingNode.getInstance();
        }
    }

    private void await(
            String kind, JsonNode id, MinVersion version, Deadline deadline, LongFunction<Optional<Long>> find) {
        if (version.isAny() || !id.isIntegralNumber() || !id.canConvertToLong()) {
            return;
        }
        var wanted = id.longValue();
        if (look(wanted, version, find).isEmpty()) {
            waits.await(kind, wanted, version, deadline, () -> look(wanted, version, find));
        }
    }

    private static Optional<Long> look(long id, MinVersion version, LongFunction<Optional<Long>> find) {
        return find.apply(id).filter(version::isMetBy);
    }

    /** Says how long the wait could have been, also if the answer is begun anew, as that to a request with a key is. */
    private static final class Waited extends HttpServletResponseWrapper {

        private final String wait;

        Waited(HttpServletResponse response, String wait) {
            super(response);
            this.wait = wait;
            setHeader(Patience.APPLIED, wait);
        }

        @Override
        public void reset() {
            super.reset();
            setHeader(Patience.APPLIED, wait);
        }
    }
}
