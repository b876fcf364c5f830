package org.chasqui.orders.commands.replica;

import java.util.Optional;
import org.chasqui.http.waiting.VersionWaits;
import org.chasqui.messaging.Replica;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** The products that can be ordered, with their present value. */
@Component
public class KnownProducts {

    private final Replica<ProductEvent> rows;

    KnownProducts(NamedParameterJdbcTemplate jdbc, VersionWaits waits) {
        rows = new Replica<>(jdbc, "known_product", ids -> waits.changed("product", ids), "value");
    }

    /** The rows, for events to fill. */
    public Replica<ProductEvent> rows() {
        return rows;
    }

    /** The version of which was heard last. */
    public Optional<Long> findVersion(long id) {
        return rows.findVersion(id);
    }
}
