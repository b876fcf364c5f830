package org.chasqui.testing;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the programs that this machine's packages have installed. */
final class Programs {

    /** Debian and others keep the programs of each PostgreSQL release in its own directory outside the path. */
    private static final List<Path> RELEASES = List.of(Path.of("/usr/lib/postgresql"), Path.of("/opt/homebrew/opt"));

    private static final List<Path> BESIDE_THE_PATH =
            List.of(Path.of("/usr/sbin"), Path.of("/usr/local/bin"), Path.of("/usr/local/pgsql/bin"));

    private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)+");

    private Programs() {}

    static Optional<Path> find(String name) {
        return directories()
                .map(directory -> directory.resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** The command in its own session, if the system has {@code setsid}. A signal to the process group of the JVM does not reach it. */
    static List<String> detached(List<String> command) {
        return find("setsid")
                .map(setsid -> Stream.concat(Stream.of(setsid.toString()), command.stream())
                        .toList())
                .orElse(command);
    }

    static String places() {
        return directories().map(Path::toString).distinct().collect(Collectors.joining(", "));
    }

    /** The number that the program prints for {@code --version}. */
    static String version(Path program) {
        try {
            var process = new ProcessBuilder(program.toString(), "--version")
                    .redirectErrorStream(true)
                    .start();
            var answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            var number = VERSION.matcher(answer);
            return number.find() ? number.group() : "of unknown version";
        } catch (IOException e) {
            throw new NoTestServers("cannot run " + program, e);
        }
    }

    private static Stream<Path> directories() {
        var path = Objects.requireNonNullElse(System.getenv("PATH"), "");
        return Stream.of(
                        Stream.of(path.split(File.pathSeparator))
                                .filter(entry -> !entry.isEmpty())
                                .map(Path::of),
                        RELEASES.stream().flatMap(Programs::newestFirst),
                        BESIDE_THE_PATH.stream())
                .flatMap(places -> places);
    }

    private static Stream<Path> newestFirst(Path releases) {
        try (var entries = Files.list(releases)) {
            return entries
                    .sorted(Comparator.comparingInt(Programs::release).reversed())
                    .map(release -> release.resolve("bin"))
                    .toList()
                    .stream();
        } catch (IOException absent) {
            return Stream.empty();
        }
    }

    private static int release(Path directory) {
        var digits = String.valueOf(directory.getFileName()).replaceAll("\\D", "");
        return digits.isEmpty() ? 0 : Integer.parseInt(digits);
    }
}
