package org.chasqui.testing.architecture;

import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.util.EnumSet;
import java.util.Set;
import org.springframework.web.bind.annotation.RequestMethod;

final class AnswerOnlyReads extends ArchCondition<JavaMethod> {

    private static final Set<RequestMethod> READS =
            EnumSet.of(RequestMethod.GET, RequestMethod.HEAD, RequestMethod.OPTIONS);

    AnswerOnlyReads() {
        super("answer GET, HEAD or OPTIONS and nothing else");
    }

    @Override
    public void check(JavaMethod item, ConditionEvents events) {
        var methods = RequestMappings.methods(item);
        var reads = !methods.isEmpty() && READS.containsAll(methods);
        events.add(new SimpleConditionEvent(
                item,
                reads,
                "%s answers %s".formatted(item.getDescription(), methods.isEmpty() ? "everything" : methods)));
    }
}
