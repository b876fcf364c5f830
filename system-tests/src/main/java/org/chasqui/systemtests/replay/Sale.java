package org.chasqui.systemtests.replay;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * An accepted order.
 *
 * @param market null if the country of the invoice is none
 */
record Sale(long order, long user, @Nullable String market, Collection<InvoiceLine> lines) {

    long total() {
        return lines.stream().mapToLong(InvoiceLine::total).sum();
    }
}
