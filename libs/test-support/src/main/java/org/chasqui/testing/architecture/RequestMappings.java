package org.chasqui.testing.architecture;

import com.tngtech.archunit.core.domain.JavaMethod;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestMethod;

/** Finds the requests that reach a method, with Spring's own reading of its annotations: composed, inherited, and those of its class. */
final class RequestMappings {

    private RequestMappings() {}

    static boolean areOn(JavaMethod method) {
        return of(method).isPresent();
    }

    /** The HTTP methods; an empty set means all of them. */
    static Set<RequestMethod> methods(JavaMethod method) {
        var methods = EnumSet.noneOf(RequestMethod.class);
        of(method).ifPresent(mapping -> methods.addAll(List.of(mapping.method())));
        Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(
                        method.getOwner().reflect(), RequestMapping.class))
                .ifPresent(mapping -> methods.addAll(List.of(mapping.method())));
        return methods;
    }

    private static Optional<RequestMapping> of(JavaMethod method) {
        return Optional.ofNullable(AnnotatedElementUtils.findMergedAnnotation(method.reflect(), RequestMapping.class));
    }
}
