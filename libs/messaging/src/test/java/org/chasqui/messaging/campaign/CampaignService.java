package org.chasqui.messaging.campaign;

import java.util.List;

/** The services of the shop: what each publishes, which services subscribe to it, and what each consumes. */
enum CampaignService {
    PRODUCTS("products", List.of("views", "orders"), List.of("orders")),
    ORDERS("orders", List.of("views", "products"), List.of("products")),
    VIEWS("", List.of(), List.of("orders", "products"));

    private final String stream;
    private final List<String> subscribers;
    private final List<String> consumed;

    CampaignService(String stream, List<String> subscribers, List<String> consumed) {
        this.stream = stream;
        this.subscribers = subscribers;
        this.consumed = consumed;
    }

    /** The stream that it publishes; empty if it publishes none. */
    String stream() {
        return stream;
    }

    List<String> subscribers() {
        return subscribers;
    }

    List<String> consumed() {
        return consumed;
    }

    /** Its name as a subscriber. */
    String subscriber() {
        return name().toLowerCase(java.util.Locale.ROOT);
    }

    static CampaignService publishing(String stream) {
        return stream.equals("orders") ? ORDERS : PRODUCTS;
    }
}
