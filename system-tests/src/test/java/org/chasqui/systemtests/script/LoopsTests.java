package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks the loops in which the script waits, without the processes for which it waits. */
@Timeout(60)
class LoopsTests {

    /** Waits for a process that is never ready. To ask it is a command substitution that takes its time to end after its last output. */
    private static final String WAITING = """
            set -euo pipefail
            source script/start.sh
            start_timeout=20 too_slow=7
            start() { :; }; stop() { :; }; mark() { :; }; redraw() { :; }; complain() { :; }; sleep() { :; }
            say() { printf '%s\\n' "$*"; }
            give_up() { exit "$1"; }
            is_alive() { true; }
            is_ready() {
              local answer
              answer=$(exec >&-; command sleep 0.3)
              [[ -n $answer ]]
            }
            started_now=() build_pid=""
            trap interrupted INT
            say waiting
            bring_up 1 redis
            """;

    /** Watches a shop of no process, in the directory that is its argument. */
    private static final String WATCHING = """
            set -euo pipefail
            source script/processes.sh
            source script/watch.sh
            home=$1 processes=()
            mkdir "$home/run"
            touch "$home/chasqui-state"
            exec {lock}>"$home/lock"
            watch
            """;

    @Test
    void anInterruptEndsTheWaitWhileTheScriptAsksWhetherAProcessIsReady() throws IOException, InterruptedException {
        var script = begin(WAITING);
        try (var output = script.inputReader()) {
            assertThat(output.readLine()).isEqualTo("waiting");
            TimeUnit.MILLISECONDS.sleep(450);

            new ProcessBuilder("kill", "-INT", Long.toString(script.pid()))
                    .start()
                    .waitFor();

            assertThat(script.waitFor()).isEqualTo(130);
        }
    }

    @Test
    void aWatchEndsWhenEverythingWasStoppedFromElsewhere(@TempDir Path home) throws IOException, InterruptedException {
        var script = begin(WATCHING, home.toString());
        try (var output = script.inputReader()) {
            assertThat(output.readLine()).contains("Watching: ");
            assertThat(home.resolve("run/watch.pid")).exists();

            var down = new ProcessBuilder(Project.find("chasqui").toString(), "down");
            down.environment().put("CHASQUI_HOME", home.toString());
            assertThat(down.start().waitFor()).isZero();

            assertThat(output.readLine()).endsWith("Everything was stopped from elsewhere.");
            assertThat(script.waitFor()).isZero();
        }
    }

    private static Process begin(String program, String... arguments) throws IOException {
        // why by env: tests may run in the background, where a shell ignores interrupts
        var shell = new ProcessBuilder("env", "--default-signal=INT", "bash", "-c", program, "bash");
        shell.command().addAll(List.of(arguments));
        return shell.directory(Project.find("chasqui").getParent().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }
}
