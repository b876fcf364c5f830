package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.testing.Browser;
import org.chasqui.testing.RawHttp;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks the services' own ports, where operators rebuild replicas by a request without body or login. A web page must not be able to. */
@Drill
class ForeignPagesAtServicesIT {

    private final ShopProcesses processes;

    ForeignPagesAtServicesIT(ShopProcesses processes) {
        this.processes = processes;
    }

    @ParameterizedTest
    @EnumSource
    void noWebPageOperatesAService(Service service) throws IOException {
        for (var page : Browser.foreignWrites().toList()) {
            for (var path : new String[] {"/actuator/subscriptions/orders", "/actuator/deadletters/none"}) {
                assertThat(page.send(processes.uri(service), "POST", path))
                        .as(page.name())
                        .startsWith("HTTP/1.1 403");
                assertThat(page.send(processes.uri(service), "DELETE", path))
                        .as(page.name())
                        .startsWith("HTTP/1.1 403");
            }
        }
        assertThat(Browser.rebound().send(processes.uri(service), "POST", "/actuator/subscriptions/orders"))
                .startsWith("HTTP/1.1 421");
        assertThat(Browser.rebound().send(processes.uri(service), "GET", "/actuator/deadletters"))
                .startsWith("HTTP/1.1 421");
    }

    /** Requests like those of an operator's curl, a probe, and Prometheus, which finds services by address. */
    @ParameterizedTest
    @EnumSource
    void programsOperateAService(Service service) throws IOException {
        for (var host : new String[] {"localhost", "127.0.0.1:8080", "172.18.0.5:8080", service.id() + ":8080"}) {
            assertThat(ask(service, "GET", "/actuator/prometheus", host)).startsWith("HTTP/1.1 200");
            assertThat(ask(service, "POST", "/actuator/deadletters/none", host)).startsWith("HTTP/1.1 404");
        }
    }

    private String ask(Service service, String method, String path, String host) throws IOException {
        return RawHttp.exchange(
                processes.uri(service),
                "%s %s HTTP/1.1\r\nHost: %s\r\n%sContent-Length: 0\r\nConnection: close\r\n\r\n"
                        .formatted(
                                method, path, host, processes.operator(service).authorization()));
    }
}
