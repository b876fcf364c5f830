package org.chasqui.systemtests;

import java.io.PrintStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.chasqui.systemtests.demo.DemoCommand;
import org.chasqui.systemtests.drills.DrillCommand;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.replay.Replay;
import org.chasqui.systemtests.shop.Shop;

/** Starts the replay, the drills or the demonstration, which ./chasqui calls; see docs/drills.md. */
public final class Workbench {

    private static final String USAGE = """
            drill [NAME...]    breaks a private shop under load and checks whether it keeps its promises; see docs/drills.md
            demo URL           orders, cancels and restocks at a shop that already runs; see docs/operations.md
            replay CSV [URL]   sends the invoice lines of a file to a private shop, or to one that already runs
            """;

    private Workbench() {}

    public static void main(String[] arguments) throws Exception {
        var out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        switch (arguments.length == 0 ? "help" : arguments[0]) {
            case "drill" -> System.exit(DrillCommand.run(List.of(arguments).subList(1, arguments.length), out) ? 0 : 1);
            case "demo" -> System.exit(DemoCommand.run(List.of(arguments).subList(1, arguments.length), out) ? 0 : 1);
            case "replay" -> System.exit(replay(arguments, out) ? 0 : 1);
            default -> out.print(USAGE);
        }
    }

    private static boolean replay(String[] arguments, PrintStream out) throws Exception {
        var csv = Path.of(arguments[1]);
        if (arguments.length > 2) {
            // why from the environment: every process can read the arguments
            var token = Optional.ofNullable(System.getenv("CHASQUI_TOKEN"));
            try (var shop = Shop.at(URI.create(arguments[2])).as(token)) {
                return new Replay(shop, out).of(csv);
            }
        }
        try (var processes = ShopProcesses.start(Path.of("target", "replay-shop"));
                var shop = processes.shop()) {
            return new Replay(shop, out).of(csv);
        }
    }
}
