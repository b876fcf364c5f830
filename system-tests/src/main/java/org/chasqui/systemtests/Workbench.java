package org.chasqui.systemtests;

import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.chasqui.systemtests.demo.DemoCommand;
import org.chasqui.systemtests.drills.DrillCommand;
import org.chasqui.systemtests.replay.ReplayCommand;

/** Starts the replay, the drills or the demonstration, which ./chasqui calls; see docs/drills.md. */
public final class Workbench {

    private static final String USAGE = """
            drill [NAME...]    breaks a private shop under load and checks whether it keeps its promises; see docs/drills.md
            demo URL           orders, cancels and restocks at a shop that already runs; see docs/operations.md
            replay CSV [URL]   sends the invoices of a file to a private shop, or to one that already runs; see docs/performance.md
            """;

    private Workbench() {}

    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        switch (arguments.length == 0 ? "help" : arguments[0]) {
            case "drill" -> System.exit(DrillCommand.run(List.of(arguments).subList(1, arguments.length), out) ? 0 : 1);
            case "demo" -> System.exit(DemoCommand.run(List.of(arguments).subList(1, arguments.length), out) ? 0 : 1);
            case "replay" ->
                System.exit(ReplayCommand.run(List.of(arguments).subList(1, arguments.length), out) ? 0 : 1);
            default -> out.print(USAGE);
        }
    }
}
