package org.chasqui.systemtests.drills;

import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;
import org.chasqui.systemtests.shop.Shop;

/** What an operator asks the services at their own ports. */
record Actuator(ShopProcesses processes) {

    /** How far the subscriptions are that the service hears, and those to what it publishes. */
    Answer subscriptions(Service service) {
        return send(service, "GET", "subscriptions");
    }

    /** @param subscription its name, or that of the stream */
    Answer rebuild(Service service, String subscription) {
        return send(service, "POST", "subscriptions/" + subscription);
    }

    double metric(Service service, String name) {
        return send(service, "GET", "metrics/" + name)
                .asJson()
                .at("/measurements/0/value")
                .asDouble();
    }

    private Answer send(Service service, String method, String path) {
        try (var operator = Shop.at(processes.uri(service))) {
            return operator.command(method, "/actuator/" + path, null).accepted();
        }
    }
}
