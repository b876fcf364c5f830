package org.chasqui.products.commands.domain;

import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import java.time.Instant;
import org.chasqui.platform.TextRule;
import org.jspecify.annotations.Nullable;

/** A change of stock by hand, kept for ever: with the initial stock and the reservations it explains every unit. */
@Entity
@SuppressWarnings("UnusedVariable") // the columns are for auditors of the database
public class StockAdjustment {

    /** Most code points of a reason. */
    public static final int MAX_REASON = 200;

    private static final TextRule REASON = new TextRule(0, MAX_REASON);

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private @Nullable Long id;

    private long productId;
    private long delta;
    private @Nullable String reason;
    private Instant adjustedAt;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected StockAdjustment() {}

    StockAdjustment(long productId, long delta, @Nullable String reason, Instant adjustedAt) {
        if (delta == 0) {
            throw new IllegalArgumentException("An adjustment changes the stock");
        }
        this.productId = productId;
        this.delta = delta;
        this.reason = reason == null ? null : REASON.trimmed(reason);
        this.adjustedAt = adjustedAt;
    }

    public long delta() {
        return delta;
    }
}
