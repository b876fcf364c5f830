package org.chasqui.systemtests.drills;

import java.util.Map;
import java.util.stream.Stream;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Answer;

/** Sends an operator's requests to the services' own ports. */
record Actuator(ShopProcesses processes) {

    /** The progress of the service's subscriptions, and of the subscriptions to its stream. */
    Answer subscriptions(Service service) {
        return send(service, "subscriptions");
    }

    /** @param subscription name of the subscription or of its stream */
    Answer rebuild(Service service, String subscription) {
        return order(service, subscription, "rebuild");
    }

    /** @param action as the endpoint takes it, such as {@code pause} */
    Answer order(Service service, String subscription, String action) {
        try (var operator = processes.operator(service)) {
            return operator.command("POST", "/actuator/subscriptions/" + subscription, Map.of("action", action))
                    .accepted();
        }
    }

    /** What was found in the books of the service. */
    Answer verification(Service service) {
        return send(service, "verification");
    }

    /** Examines the books of the service, in the background. */
    void verify(Service service) {
        try (var operator = processes.operator(service)) {
            operator.command("POST", "/actuator/verification", Map.of()).accepted();
        }
    }

    double metric(Service service, String name) {
        return send(service, "metrics/" + name)
                .asJson()
                .at("/measurements/0/value")
                .asDouble();
    }

    /** What the service is made of, as a CycloneDX document. */
    Answer billOfMaterials(Service service) {
        return sendAccepting("*/*", service, "sbom/application");
    }

    /** All metrics of the service, as Prometheus gets them, a line each. */
    Stream<String> metrics(Service service) {
        return sendAccepting("*/*", service, "prometheus").accepted().body().lines();
    }

    /** Those of its metrics that name a trace. */
    Stream<String> exemplars(Service service) {
        return sendAccepting("application/openmetrics-text; version=1.0.0", service, "prometheus")
                .accepted()
                .body()
                .lines()
                .filter(line -> line.contains(" # {") && line.contains("trace_id="));
    }

    private Answer sendAccepting(String types, Service service, String path) {
        try (var operator = processes.operator(service)) {
            var request = operator.request("/actuator/" + path).setHeader("Accept", types);
            return operator.send(request.build());
        }
    }

    private Answer send(Service service, String path) {
        try (var operator = processes.operator(service)) {
            return operator.get("/actuator/" + path).accepted();
        }
    }
}
