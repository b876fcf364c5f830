package org.chasqui.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Finds files of the project outside the modules, whatever directory of the project a test starts in. */
public final class Project {

    private Project() {}

    /** @return the file or directory of that name, in the nearest directory above that has one */
    public static Path find(String name) {
        var start = Path.of("").toAbsolutePath();
        return Stream.iterate(start, place -> place != null, Path::getParent)
                .map(place -> place.resolve(name))
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("There is no %s in or above %s".formatted(name, start)));
    }
}
