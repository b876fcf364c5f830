package org.chasqui.messaging.campaign;

/**
 * The data of every event of the shop: the full state of a product, an order or a reservation, each of which uses a part of it.
 *
 * @param product the product that an order or a reservation is about
 * @param quantity of an order or a reservation; the stock of a product
 * @param state {@code processing}, {@code completed}, {@code failed}, {@code reserved}, {@code refused}, {@code offered}, {@code deleted}
 * @param revision makes each state of a product differ from the one before
 */
record CampaignState(long product, int quantity, String state, long revision) {

    static final String PRODUCT_CHANGED = "product.changed.v1";
    /** A type that only the second release knows. */
    static final String PRODUCT_AUDITED = "product.audited.v1";

    static final String ORDER_CHANGED = "order.changed.v1";
    static final String RESERVATION_DECIDED = "reservation.decided.v1";
}
