package org.chasqui.messaging.campaign;

import java.util.List;

/** The services of the shop: what they publish, who hears it, and what they hear. */
enum CampaignService {
    PRODUCTS("products", List.of("views", "orders"), List.of("orders")),
    ORDERS("orders", List.of("views", "products"), List.of("products")),
    VIEWS("", List.of(), List.of("orders", "products"));

    private final String stream;
    private final List<String> subscribers;
    private final List<String> heard;

    CampaignService(String stream, List<String> subscribers, List<String> heard) {
        this.stream = stream;
        this.subscribers = subscribers;
        this.heard = heard;
    }

    /** The stream that it publishes; empty if it publishes none. */
    String stream() {
        return stream;
    }

    List<String> subscribers() {
        return subscribers;
    }

    List<String> heard() {
        return heard;
    }

    /** Its name as a subscriber. */
    String subscriber() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static CampaignService publishing(String stream) {
        return stream.equals("orders") ? ORDERS : PRODUCTS;
    }
}
