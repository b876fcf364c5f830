package org.chasqui.products.commands.domain;

import java.util.List;
import org.chasqui.platform.Place;
import org.jspecify.annotations.Nullable;

/**
 * Whether a product is sold, and where.
 *
 * @param on false if it is withdrawn: nobody can order it
 * @param markets the only ones where it is sold, each once, none of which need exist yet; null for everywhere
 */
public record Sale(boolean on, @Nullable List<Place> markets) {

    /** Most markets to which a product can be limited. */
    public static final int MAX_MARKETS = 250;

    /** As products are sold unless something else is said. */
    public static final Sale EVERYWHERE = new Sale(true, null);

    public Sale {
        if (markets != null) {
            var keys = markets.stream().map(Place::key).distinct().count();
            if (keys != markets.size() || keys > MAX_MARKETS) {
                throw new IllegalArgumentException("A product cannot be sold in " + markets);
            }
            markets = List.copyOf(markets);
        }
    }
}
