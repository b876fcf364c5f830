package org.chasqui.systemtests.drills;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import org.chasqui.systemtests.Drill;
import org.chasqui.systemtests.processes.Service;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Checks that a service that runs from its unpacked jar tells what it is made of. */
@Drill
class BillOfMaterialsIT {

    private final Actuator actuator;

    BillOfMaterialsIT(ShopProcesses processes) {
        this.actuator = new Actuator(processes);
    }

    @ParameterizedTest
    @EnumSource
    void everyServiceListsItsLibraries(Service service) {
        var answer = actuator.billOfMaterials(service);
        assumeFalse(answer.status() == 404, "Maven makes no bill of materials offline (-o)");

        assertThat(answer.status()).isEqualTo(200);
        var bill = answer.asJson();
        assertThat(bill.path("bomFormat").asString()).isEqualTo("CycloneDX");
        assertThat(bill.at("/metadata/component/name").asString()).isEqualTo(service.id());
        assertThat(bill.path("components").valueStream().map(BillOfMaterialsIT::named))
                .contains("org.chasqui:platform", "org.springframework:spring-web", "org.postgresql:postgresql")
                .doesNotContain("org.chasqui:test-support");
    }

    private static String named(JsonNode component) {
        return component.path("group").asString() + ":" + component.path("name").asString();
    }
}
