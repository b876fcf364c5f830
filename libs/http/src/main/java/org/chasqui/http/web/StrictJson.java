package org.chasqui.http.web;

import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.cfg.EnumFeature;
import tools.jackson.databind.cfg.MutableCoercionConfig;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.type.LogicalType;

/**
 * Reads JSON exactly as the interface promises it. A client that sends {@code "1"} for a number, or a field that does not exist, has
 * misunderstood something, and the service says so at once.
 */
final class StrictJson {

    private static final StreamReadConstraints LIMITS = StreamReadConstraints.builder()
            .maxDocumentLength(65_536) // bytes; the gateway refuses a larger body before it gets here
            .maxNestingDepth(20)
            .maxNameLength(200)
            .maxNumberLength(100)
            .build();

    private StrictJson() {}

    static JsonMapper.Builder builder() {
        return JsonMapper.builder(JsonFactory.builder()
                .streamReadConstraints(LIMITS)
                .disable(TokenStreamFactory.Feature.CHARSET_DETECTION) // JSON is UTF-8 and nothing else (RFC 8259)
                .build());
    }

    static JsonMapper strict(JsonMapper.Builder json) {
        return json.enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(EnumFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .withCoercionConfigDefaults(StrictJson::refuseEmptyString)
                .withCoercionConfig(LogicalType.Textual, StrictJson::refuseScalars)
                .build();
    }

    private static void refuseEmptyString(MutableCoercionConfig coercion) {
        coercion.setCoercion(CoercionInputShape.EmptyString, CoercionAction.Fail);
    }

    private static void refuseScalars(MutableCoercionConfig coercion) {
        coercion.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
    }
}
