package org.chasqui.systemtests.events;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import org.chasqui.testing.ContractSamples;
import tools.jackson.databind.JsonNode;

/** The schemas in {@code contracts/}. */
final class EventSchemas {

    /** Where the references from one file to another lead; nothing is asked there. */
    private static final String PLACE = "https://contracts.test/";

    private static final SchemaRegistry SCHEMAS = SchemaRegistry.withDefaultDialect(
            SpecificationVersion.DRAFT_2020_12,
            registry -> registry.schemas(EventSchemas::text)
                    .schemaRegistryConfig(SchemaRegistryConfig.builder()
                            .formatAssertionsEnabled(true)
                            .build()));

    private EventSchemas() {}

    /** Validates an envelope with the schema of its type, and returns the errors. */
    static List<Error> complaints(String type, JsonNode envelope) {
        return SCHEMAS.getSchema(SchemaLocation.of(PLACE + type + ".json")).validate(envelope);
    }

    private static String text(String place) {
        return ContractSamples.file(place.replace(PLACE, "").replaceFirst("\\.json$", ""))
                .toString();
    }
}
