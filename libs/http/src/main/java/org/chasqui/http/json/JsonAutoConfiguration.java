package org.chasqui.http.json;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.http.converter.autoconfigure.ServerHttpMessageConvertersCustomizer;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.converter.json.JacksonJsonHttpMessageConverter;

/**
 * Makes HTTP bodies strict. Only those: an event may carry fields that its reader does not know yet, so the
 * application's own mapper stays lenient.
 */
@AutoConfiguration
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public final class JsonAutoConfiguration {

    /** Customised as every mapper of the application, then made strict. */
    @Bean
    ServerHttpMessageConvertersCustomizer strictRequestBodies(ObjectProvider<JsonMapperBuilderCustomizer> customizers) {
        var json = StrictJson.builder();
        customizers.orderedStream().forEach(customizer -> customizer.customize(json));
        var converter = new JacksonJsonHttpMessageConverter(StrictJson.strict(json));
        return converters -> converters.withJsonConverter(converter);
    }
}
