package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.chasqui.testing.Project;
import org.junit.jupiter.api.Test;

/** Checks that the script's loop of waiting for a process sees an interrupt at the worst moment. */
class InterruptTests {

    /** The loop, with a process that is never ready. To ask it is a command substitution that takes its time to end after its last output. */
    private static final String WAITING = """
            set -euo pipefail
            source script/start.sh
            start_timeout=3 too_slow=7
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

    @Test
    void anInterruptEndsTheWaitWhileTheScriptAsksWhetherAProcessIsReady() throws IOException, InterruptedException {
        // why by env: tests may run in the background, where a shell ignores interrupts
        var script = new ProcessBuilder("env", "--default-signal=INT", "bash", "-c", WAITING)
                .directory(Project.find("chasqui").getParent().toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        try (var output = script.inputReader()) {
            assertThat(output.readLine()).isEqualTo("waiting");
            TimeUnit.MILLISECONDS.sleep(450);

            new ProcessBuilder("kill", "-INT", Long.toString(script.pid()))
                    .start()
                    .waitFor();

            assertThat(script.waitFor()).isEqualTo(130);
        }
    }
}
