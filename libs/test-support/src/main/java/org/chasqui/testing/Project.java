package org.chasqui.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Files of the project beside the modules, from wherever in it a test is started. */
final class Project {

    private Project() {}

    static Path find(String name) {
        var start = Path.of("").toAbsolutePath();
        return Stream.iterate(start, place -> place != null, Path::getParent)
                .map(place -> place.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no %s in or above %s".formatted(name, start)));
    }
}
