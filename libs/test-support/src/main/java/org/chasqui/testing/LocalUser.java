package org.chasqui.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The account that runs the servers: usually the one that runs the tests. PostgreSQL refuses to run as root, so root starts the servers as
 * a user without privileges.
 */
record LocalUser(Optional<String> lentTo) {

    private static final List<String> WITHOUT_RIGHTS = List.of("postgres", "nobody");

    static LocalUser current() {
        if (!id("-u").equals("0")) {
            return new LocalUser(Optional.empty());
        }
        var user = WITHOUT_RIGHTS.stream()
                .filter(name -> !id("-u", name).isEmpty())
                .findFirst()
                .orElseThrow(() -> new NoTestServers("PostgreSQL does not run as root, and there is no user "
                        + String.join(" or ", WITHOUT_RIGHTS) + " to run it as"));
        if (Programs.find("setpriv").isEmpty()) {
            throw new NoTestServers("PostgreSQL does not run as root; run the tests as another user, or install setpriv"
                    + " (package util-linux)");
        }
        return new LocalUser(Optional.of(user));
    }

    /** The command line that runs the command as this user. The process id stays, since setpriv replaces itself with the command. */
    List<String> runs(List<String> command) {
        return lentTo.map(user -> Stream.concat(
                                Stream.of(
                                        "setpriv",
                                        "--reuid=" + id("-u", user),
                                        "--regid=" + id("-g", user),
                                        "--clear-groups",
                                        "--"),
                                command.stream())
                        .toList())
                .orElse(command);
    }

    void own(Path path) throws IOException {
        if (lentTo.isPresent()) {
            var principals = path.getFileSystem().getUserPrincipalLookupService();
            Files.setOwner(path, principals.lookupPrincipalByName(lentTo.get()));
        }
    }

    /** The output of {@code id}, or nothing if there is no such user. */
    private static String id(String... arguments) {
        try {
            var command = Stream.concat(Stream.of("id"), Stream.of(arguments)).toList();
            var process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        } catch (IOException e) {
            throw new NoTestServers("cannot run id", e);
        }
    }
}
