package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Checks exit codes and messages. Each test has its own state directory, and starts no service. */
class ScriptIT {

    private static final String[] UP = {"up", "--no-build", "--no-install"};

    // why not the system's temporary directory: the account of the processes cannot open root's private one there
    private static final Path HOMES = Path.of("target", "script homes").toAbsolutePath();

    @TempDir
    static Path everybodys;

    private static final String HANGS = "case $1 in --version) echo Redis server v=7.0.0 ;; *) exec sleep 600 ;; esac";

    private ChasquiScript script = ChasquiScript.in(HOMES);

    @BeforeEach
    void useOwnHome(TestInfo test) {
        script = ChasquiScript.in(
                HOMES.resolve(test.getTestMethod().orElseThrow().getName()));
    }

    @AfterEach
    void removeEverything() {
        if (Files.exists(script.home())) {
            assertThat(script.call("down", "--wipe").exit()).isZero();
        }
        assertThat(script.home()).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
                    dance           | There is no 'dance'. See ./chasqui help.
                    up --fast       | 'up' does not take '--fast'. See ./chasqui help.
                    up --with       | Say --with traces, as in ./chasqui up --with traces.
                    down users      | 'down' does not take 'users'. See ./chasqui help.
                    restart         | 'restart' needs a name. One or more of: postgres redis
                    restart nobody  | There is no 'nobody'. Known are: postgres redis
                    stop            | 'stop' needs a name. One or more of: postgres redis
                    stop nobody     | There is no 'nobody'. Known are: postgres redis
                    logs nobody     | There is no 'nobody'. Known are: postgres redis
                    logs -n many    | -n needs a number of lines.
                    subscriptions x | 'subscriptions' does not take 'x'. See ./chasqui help.
                    pause           | 'pause' needs a service and a subscription, as in ./chasqui pause
                    resume a b c    | 'resume' needs a service and a subscription
                    rebuild o b/c   | 'rebuild' needs a service and a subscription
                    rebuild redis x | There is no service 'redis'. One of: users-commands
                    dead-letters x y              | 'dead-letters' does not take 'y'.
                    dead-letters --type           | --type needs a value.
                    dead-letters list --all       | 'list' takes --subscription, --type and --error only.
                    dead-letters retry            | 'retry' needs an EVENT-ID, or filters, or --all: one of them.
                    dead-letters discard --all 17 | 'discard' needs an EVENT-ID, or filters, or --all: one of them.
                    dead-letters discard --all --type x | 'discard' needs an EVENT-ID, or filters, or --all
                    psql            | 'psql' needs the name of a service. One of: users-commands
                    """)
    void explainsAWrongCall(String arguments, String said) {
        var call = script.call(arguments.split(" +"));

        assertThat(call.output()).startsWith("chasqui: " + said);
        assertThat(call.exit()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({
        "GATEWAY_PORT, 99999",
        "GATEWAY_ADDRESS, 10.0.0.1",
        "CHASQUI_PORT_BASE, 80",
        "CHASQUI_START_TIMEOUT, soon",
        "CHASQUI_START_PARALLEL, 0",
        "CHASQUI_PROFILE, huge"
    })
    void refusesAnInvalidSetting(String name, String value) {
        var call = script.with(name, value).call(UP);

        assertThat(call.output()).startsWith("chasqui: %s is '%s'".formatted(name, value));
        assertThat(call.exit()).isEqualTo(2);
    }

    @Test
    void refusesASettingThatIsGoneAndNamesItsSuccessor() {
        var call = script.with("JIT_LEVEL", "4").call(UP);

        assertThat(call.output())
                .startsWith("chasqui: JIT_LEVEL is no longer a setting.")
                .contains("CHASQUI_PROFILE=small");
        assertThat(call.exit()).isEqualTo(2);
    }

    @Test
    void refusesTracesInAShopWithTls() {
        var call = script.with("CHASQUI_TLS", "on").call("up", "--no-build", "--with", "traces");

        assertThat(call.output()).startsWith("chasqui: Traces are for a shop without TLS");
        assertThat(call.exit()).isEqualTo(2);
    }

    @Test
    void startsNothingWhereZipkinCannotBeFetched(@TempDir Path programs) throws IOException {
        var offline = "case $* in *zipkin*) echo '[ERROR] no network'; exit 1 ;; *) echo Apache Maven 3.9.9 ;; esac";
        var call = script.with("PATH", ChasquiScript.pathWith(programs, "mvn", offline))
                .call("up", "--no-build", "--with", "traces");

        assertThat(call.output()).contains("chasqui: Zipkin's server could not be fetched: [ERROR] no network");
        assertThat(call.exit()).isEqualTo(3);
        assertThat(script.names()).isEmpty();
    }

    @Test
    void helpNamesEveryExitCode() {
        var call = script.call("help");

        assertThat(call.output()).contains("0 done", "9 the state directory cannot be used", "130 interrupted");
        assertThat(call.exit()).isZero();
    }

    @Test
    void needsLinux(@TempDir Path programs) throws IOException {
        var call = script.with("PATH", ChasquiScript.pathWith(programs, "uname", "echo Darwin"))
                .call("status");

        assertThat(call.output()).startsWith("chasqui: This script needs Linux.");
        assertThat(call.exit()).isEqualTo(3);
    }

    @Test
    void reportsThatNothingRuns() {
        var status = script.call("status");
        assertThat(status.output()).startsWith("Nothing runs: there is no state in ");
        assertThat(status.exit()).isEqualTo(1);

        assertThat(script.call("down").output()).startsWith("Nothing runs: there is no ");
        assertThat(script.call("restart", "redis").exit()).isEqualTo(1);
    }

    @Test
    void namesTheProcessThatTakesAPort() throws IOException {
        try (var taken = new ServerSocket(script.portBase() + 379, 1, InetAddress.getLoopbackAddress())) {
            var call = script.call(UP);

            assertThat(call.output())
                    .contains("Port %d, which redis needs, is taken by process %d ("
                            .formatted(
                                    taken.getLocalPort(),
                                    ProcessHandle.current().pid()))
                    .contains("Choose others with CHASQUI_PORT_BASE");
            assertThat(call.exit()).isEqualTo(4);
        }
        assertThat(script.names()).isEmpty();
    }

    @Test
    void showsTheLogOfAProcessThatEndsWhileStarting() throws IOException {
        var call = script.with("PATH", dyingRedis()).call(UP);

        assertThat(call.output()).contains("I am dying", "redis died while starting.", "call ./chasqui up again");
        assertThat(call.exit()).isEqualTo(6);
    }

    @Test
    void stopsWaitingForAProcessThatIsNotReadyInTime() throws IOException {
        var call = script.with("PATH", fakeRedis(HANGS))
                .with("CHASQUI_START_TIMEOUT", "1")
                .call(UP);

        assertThat(call.output()).contains(" was not ready after 1 s (CHASQUI_START_TIMEOUT).");
        assertThat(call.exit()).isEqualTo(7);
    }

    @Test
    void runsOneCommandAtATimeAndUndoesAnInterruptedOne() throws IOException, InterruptedException {
        var slow = script.with("PATH", fakeRedis(HANGS));
        var first = slow.begin(UP);
        first.awaitOutput("postgres           ready");

        var second = slow.call(UP);
        assertThat(second.output())
                .contains("Another ./chasqui (up, PID %d)"
                        .formatted(first.process().pid()));
        assertThat(second.exit()).isEqualTo(8);

        first.interrupt();
        assertThat(first.exit()).isEqualTo(130);
        assertThat(first.output()).contains("Interrupted, stopping what this command has started.");
        assertThat(script.names()).isEmpty();
        assertThat(script.call("status").exit()).isEqualTo(1);
    }

    @Test
    void refusesADirectoryThatIsNotItsOwn() throws IOException {
        Files.createDirectories(script.home());
        var letter = Files.writeString(script.home().resolve("letter"), "mine");

        var call = script.call(UP);

        assertThat(call.output()).contains("is not empty and not a state directory of Chasqui.");
        assertThat(call.exit()).isEqualTo(9);
        assertThat(script.call("down", "--wipe").exit()).isZero();
        assertThat(letter).hasContent("mine");
        Files.delete(letter);
        Files.delete(script.home());
    }

    @Test
    void worksThroughALinkAndResolvesAHomeInTheCallersDirectory(@TempDir Path elsewhere) throws IOException {
        var link = Files.createSymbolicLink(elsewhere.resolve("shop"), Project.find("chasqui"));

        var call = script.at(link)
                .with("CHASQUI_HOME", "here")
                .through("env", "--chdir", elsewhere.toString())
                .call("status");

        assertThat(call.output()).isEqualTo("Nothing runs: there is no state in %s/here.\n".formatted(elsewhere));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":", "\"", "\\", "$", "`", "*", "?", "[", "]", "{", "}", "!", "#", "%", "&", ";", ",", "|", "<", ">"
            })
    void refusesAHomeWithACharacterThatSomeProgramsDoNotAccept(String character) {
        assertIsRefused(ChasquiScript.in(script.home().resolve("a" + character + "b")), UP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\nb", "ab\n", "a\tb", "a\u001bb"})
    void refusesAHomeWithAControlCharacter(String name) {
        assertIsRefused(ChasquiScript.in(script.home().resolve(name)), "status");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a:b", "a\"b", "a\\b", "a$b", "a*b", "a\nb", "ab\n"})
    void refusesACloneInADirectoryWithSuchACharacter(String name, @TempDir Path places) throws IOException {
        var clone = Files.createDirectory(places.resolve(name));
        Files.copy(Project.find("chasqui"), clone.resolve("chasqui"));
        Files.createSymbolicLink(
                clone.resolve("script"), Project.find("chasqui").resolveSibling("script"));

        assertIsRefused(script.at(clone.resolve("chasqui").toRealPath()), "down", "--wipe");
    }

    /** Holds for umasks that let everyone or no one read new files. */
    @ParameterizedTest
    @ValueSource(strings = {"000", "777"})
    void onlyTheirOwnersReadPasswordsWithAnyUmask(String umask) throws IOException {
        script.through("sh", "-c", "umask " + umask + "; exec \"$@\"", "umask")
                .with("PATH", dyingRedis())
                .call(UP);

        var passwords = new ArrayList<>(files(script.home().resolve("passwords")));
        passwords.add(script.home().resolve("secrets"));
        assertThat(passwords)
                .hasSize(20)
                .allSatisfy(file -> assertThat(modeOf(file)).isEqualTo("rw-------"));
    }

    /** The account of the processes owns directories in which root writes, and could put links there. */
    @Test
    void rootWritesNoPasswordThroughALink() throws Exception {
        assumeTrue(isRoot(), "only root writes for another account");
        var dying = script.with("PATH", dyingRedis());
        dying.call(UP);
        script.call("down");
        var victim = Files.writeString(script.home().resolveSibling("victim"), "untouched");
        var data = script.home().toRealPath().resolve("data");
        var owner = Files.getOwner(data).getName();
        run(
                "rm",
                "-rf",
                data.resolve("postgres").toString(),
                data.resolve("redis").toString());
        // why in a loop: the link must be back between root's removal of it and root's write
        var attack = new ProcessBuilder(
                        "setpriv",
                        "--reuid=" + owner,
                        "--regid=" + owner,
                        "--clear-groups",
                        "bash",
                        "-c",
                        "cd \"$1\" && ln -s \"$2\" data/redis; while :; do ln -s \"$2\" tmp/initdb-password; done",
                        "attack",
                        script.home().toRealPath().toString(),
                        victim.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            dying.call(UP);
        } finally {
            attack.destroyForcibly().waitFor();
        }

        assertThat(victim).hasContent("untouched");
        assertThat(Files.getOwner(victim).getName()).isEqualTo("root");
        Files.delete(victim);
    }

    @Test
    void rootKeepsNoStateInADirectoryThatOthersCanChange() throws Exception {
        assumeTrue(isRoot(), "only root writes for another account");
        var place = Files.createDirectories(script.home().resolveSibling("open to all"));
        run("chmod", "777", place.toString());

        var call = ChasquiScript.in(place.resolve("home")).call(UP);

        assertThat(call.output()).contains("because others may change " + place);
        assertThat(call.exit()).isEqualTo(9);
        assertThat(place).isEmptyDirectory();
        Files.delete(place);
    }

    @Test
    void rootTestsACloneOfAnotherOwnerAsThatOwner() throws Exception {
        assumeTrue(isRoot(), "only root acts for another account");
        openToEverybody();
        var project = Project.find("chasqui").getParent();
        var clone = Files.createDirectory(everybodys.resolve("clone"));
        run(
                "cp",
                "-r",
                project.resolve("chasqui").toString(),
                project.resolve("script").toString(),
                clone.toString());
        run("chown", "-R", "nobody", clone.toString());

        var call = script.at(clone.resolve("chasqui")).call("test", "--compose");

        assertThat(call.output()).startsWith("SKIPPED: the system in containers is not tested");
        assertThat(call.exit()).isZero();
    }

    private static void assertIsRefused(ChasquiScript script, String... command) {
        var call = script.call(command);

        assertThat(call.output()).contains("has a character in its name that not every program can take");
        assertThat(call.exit()).isEqualTo(9);
        assertThat(Files.exists(script.home())).isFalse();
    }

    /** Not below the clone, which the account of the processes may not be able to enter. */
    private static String dyingRedis() throws IOException {
        openToEverybody();
        return ChasquiScript.pathWithARedisThatDies(everybodys.resolve("fake redis"));
    }

    private static String fakeRedis(String text) throws IOException {
        openToEverybody();
        return ChasquiScript.pathWith(everybodys.resolve("fake redis"), "redis-server", text);
    }

    private static void openToEverybody() throws IOException {
        Files.setPosixFilePermissions(everybodys, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static String modeOf(Path file) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    private static boolean isRoot() {
        return "root".equals(System.getProperty("user.name"));
    }

    private static List<Path> files(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).toList();
        }
    }

    private static void run(String... command) throws IOException, InterruptedException {
        assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
    }
}
