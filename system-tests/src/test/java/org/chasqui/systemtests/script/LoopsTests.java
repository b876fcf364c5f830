package org.chasqui.systemtests.script;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Checks the loops in which the script waits, without the processes for which it waits. */
@Timeout(60)
class LoopsTests {

    /** Waits for a process that is never ready. To ask it is a command substitution that takes its time to end after its last output. */
    private static final String WAITING = """
            set -euo pipefail
            cd "${0%/*}"
            source script/ports.sh
            source script/start.sh
            start_timeout=20 too_slow=7
            start() { :; }; stop() { :; }; mark() { :; }; redraw() { :; }; complain() { :; }; sleep() { :; }
            say() { printf '%s\\n' "$*"; }
            give_up() { exit "$1"; }
            is_alive() { true; }
            holds_port() {
              local answer
              answer=$(exec >&-; command sleep 0.3)
              [[ -n $answer ]]
            }
            started_now=() build_pid=""
            trap interrupted INT
            say waiting
            bring_up 1 redis
            """;

    /** Watches a shop of no process. */
    private static final String WATCHING = """
            set -euo pipefail
            cd "${0%/*}"
            source script/processes.sh
            source script/watch.sh
            home=$CHASQUI_HOME processes=()
            mkdir "$home/run"
            touch "$home/chasqui-state"
            exec {lock}>"$home/lock"
            watch
            """;

    @TempDir
    private Path home;

    @Test
    void anInterruptEndsTheWaitWhileTheScriptAsksWhetherAProcessIsReady() throws IOException, InterruptedException {
        var up = begin(WAITING);
        up.awaitOutput("waiting");
        TimeUnit.MILLISECONDS.sleep(450);

        up.interrupt();

        assertThat(up.exit()).isEqualTo(130);
    }

    @Test
    void aWatchEndsWhenEverythingWasStoppedFromElsewhere() {
        var watch = begin(WATCHING);
        watch.awaitOutput("Watching: ");
        assertThat(home.resolve("run/watch.pid")).exists();

        assertThat(ChasquiScript.in(home).call("down").exit()).isZero();

        assertThat(watch.exit()).isZero();
        assertThat(watch.output()).endsWith("Everything was stopped from elsewhere.\n");
    }

    /** Runs the program in place of the script, whose path is its name. */
    private ChasquiScript.Call begin(String program) {
        return ChasquiScript.in(home).through("bash", "-c", program).begin();
    }
}
