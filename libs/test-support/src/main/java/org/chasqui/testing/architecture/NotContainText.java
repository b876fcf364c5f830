package org.chasqui.testing.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.StringEntry;
import java.util.List;
import java.util.stream.StreamSupport;

/** Checks the strings of a compiled class, including those of concatenations, which ArchUnit does not read. */
final class NotContainText extends ArchCondition<JavaClass> {

    private final String text;

    NotContainText(String text) {
        super("not contain the text \"%s\"", text);
        this.text = text;
    }

    @Override
    public void check(JavaClass item, ConditionEvents events) {
        var found =
                strings(item).stream().filter(string -> string.contains(text)).toList();
        events.add(new SimpleConditionEvent(
                item, found.isEmpty(), "%s contains %s".formatted(item.getDescription(), found)));
    }

    private static List<String> strings(JavaClass item) {
        var source = item.getSource()
                .orElseThrow(() -> new IllegalStateException("no class file of " + item.getName()))
                .getUri();
        try (var file = source.toURL().openStream()) {
            var constants = ClassFile.of().parse(file.readAllBytes()).constantPool();
            return StreamSupport.stream(constants.spliterator(), false)
                    .filter(StringEntry.class::isInstance)
                    .map(entry -> ((StringEntry) entry).stringValue())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
