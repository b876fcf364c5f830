package org.chasqui.systemtests.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.chasqui.systemtests.openapi.Documents;
import org.chasqui.testing.ContractSamples;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Checks that {@code contracts/} describes every event, and nothing else. The services' own tests compare the fields with their code. */
class AsyncApiTests {

    private static final JsonNode DOCUMENT = ContractSamples.file("asyncapi");
    /** Fields that came after their type, which events of earlier releases lack. */
    private static final Set<String> LATER = Set.of("onSale", "markets", "market");

    private static final Pattern TYPE = Pattern.compile("\"([a-z]+\\.[a-z-]+\\.v\\d+)\"");

    static List<String> types() {
        return Stream.of(ContractSamples.USERS, ContractSamples.PRODUCTS, ContractSamples.ORDERS)
                .flatMap(Collection::stream)
                .toList();
    }

    @Test
    void theStreamsHaveTheTypesThatTheServicesName() {
        assertThat(types()).doesNotHaveDuplicates().hasSameElementsAs(typesInTheCode());
    }

    @Test
    void everyTypeHasAFileAndEveryFileAType() {
        assertThat(files(Project.find("contracts"))
                        .map(file -> file.getFileName().toString())
                        .filter(name -> name.matches(".*\\.v\\d+\\.json")))
                .containsExactlyInAnyOrderElementsOf(
                        types().stream().map(type -> type + ".json").toList());
    }

    @ParameterizedTest
    @MethodSource("types")
    void theExampleIsAnEventOfItsTypeAndStream(String type) {
        var envelope = ContractSamples.envelope(type);

        assertThat(EventSchemas.complaints(type, envelope)).isEmpty();
        assertThat(envelope.path("type").asString()).isEqualTo(type);
        var stream = envelope.path("source").asString().replace("urn:chasqui:", "");
        assertThat(DOCUMENT.path("channels").path(stream).path("messages").has(type))
                .isTrue();
    }

    @ParameterizedTest
    @MethodSource("types")
    void whatLacksAnAttributeOrAFieldIsNone(String type) {
        var data = ContractSamples.envelope(type).path("data").propertyNames();
        for (var field : data) {
            var envelope = (ObjectNode) ContractSamples.envelope(type);
            ((ObjectNode) envelope.get("data")).remove(field);
            assertThat(EventSchemas.complaints(type, envelope).isEmpty())
                    .as(field)
                    .isEqualTo(type.endsWith(".v1") && LATER.contains(field));
        }
        var optional = Set.of("traceparent");
        for (var attribute : ContractSamples.envelope(type).propertyNames()) {
            var envelope = (ObjectNode) ContractSamples.envelope(type);
            envelope.remove(attribute);
            assertThat(EventSchemas.complaints(type, envelope).isEmpty())
                    .as(attribute)
                    .isEqualTo(optional.contains(attribute));
        }
    }

    @Test
    void everyReferenceOfTheDocumentLeadsSomewhere() {
        assertThat(DOCUMENT.findValuesAsString("$ref")).hasSizeGreaterThan(20).allSatisfy(reference -> {
            if (reference.startsWith("#")) {
                assertThat(DOCUMENT.at(reference.substring(1)).isObject())
                        .as(reference)
                        .isTrue();
            } else {
                assertThat(Project.find("contracts").resolve(reference)).exists();
            }
        });
    }

    @ParameterizedTest
    @MethodSource("types")
    void theMessageIsDescribedByTheSchemaOfItsType(String type) {
        var message = DOCUMENT.path("channels")
                .valueStream()
                .map(channel -> channel.path("messages").path(type))
                .filter(JsonNode::isObject)
                .toList();

        assertThat(message).hasSize(1);
        assertThat(message.getFirst().at("/payload/$ref").asString()).isEqualTo(type + ".json");
        assertThat(message.getFirst().path("title").asString() + ".")
                .isEqualTo(ContractSamples.file(type).path("description").asString());
    }

    private static Set<String> typesInTheCode() {
        return Documents.SERVICES.stream()
                .flatMap(service -> files(Project.find(service).resolve("src/main/java")))
                .flatMap(file -> TYPE.matcher(text(file)).results())
                .map(found -> found.group(1))
                .collect(Collectors.toSet());
    }

    private static Stream<Path> files(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
