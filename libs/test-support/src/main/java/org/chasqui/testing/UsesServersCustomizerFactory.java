package org.chasqui.testing;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.TestContextAnnotationUtils;

/** Finds {@link UsesServers} on a test class, its superclasses and, for nested tests, the classes around it. */
final class UsesServersCustomizerFactory implements ContextCustomizerFactory {

    @Override
    public @Nullable ContextCustomizer createContextCustomizer(
            Class<?> testClass, List<ContextConfigurationAttributes> attributes) {
        var annotation = TestContextAnnotationUtils.findMergedAnnotation(testClass, UsesServers.class);
        return annotation == null ? null : new UsesServersCustomizer(annotation.ownPostgres(), annotation.proxied());
    }
}
