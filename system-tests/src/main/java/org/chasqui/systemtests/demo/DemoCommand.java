package org.chasqui.systemtests.demo;

import java.io.Console;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.core.ConditionTimeoutException;
import org.chasqui.systemtests.processes.TrustedAuthorities;
import org.chasqui.systemtests.shop.Shop;
import org.chasqui.systemtests.shop.UnexpectedAnswer;

/** The demonstration as a program: its options, and its end by Ctrl-C. */
public final class DemoCommand {

    private static final String USAGE = "demo URL [--rate N] [--trust CERTIFICATE], with N orders a second: 0.1 to 100";
    private static final long GRACE = 20; // seconds

    private DemoCommand() {}

    /** Returns whether it could begin. */
    public static boolean run(List<String> arguments, PrintStream out) {
        var rate = option("--rate", arguments).orElse("2");
        if (arguments.isEmpty()
                || arguments.size() % 2 == 0
                || !rate.matches("[0-9]{1,3}([.][0-9])?")
                || Double.parseDouble(rate) < 0.1
                || Double.parseDouble(rate) > 100) {
            out.println(USAGE);
            return false;
        }
        option("--trust", arguments).map(Path::of).ifPresent(TrustedAuthorities::add);
        // why from the environment: every process can read the arguments
        var token = Optional.ofNullable(System.getenv("CHASQUI_TOKEN"));
        var ended = new CountDownLatch(1);
        try (var shop = Shop.at(URI.create(arguments.getFirst())).as(token)) {
            var isTerminal = Optional.ofNullable(System.console())
                    .filter(Console::isTerminal)
                    .isPresent();
            var demo = new Demo(shop, out, isTerminal);
            stopAtTheEndOfTheJvm(demo, ended, out);
            demo.run(Double.parseDouble(rate));
            return true;
        } catch (UnexpectedAnswer | ConditionTimeoutException e) {
            out.println("The shop at " + arguments.getFirst() + " did not take the catalogue: " + e.getMessage());
            return false;
        } finally {
            ended.countDown();
        }
    }

    private static void stopAtTheEndOfTheJvm(Demo demo, CountDownLatch ended, PrintStream out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            demo.stop();
            try {
                if (!ended.await(GRACE, TimeUnit.SECONDS)) {
                    out.println("The shop does not answer; the last orders are not counted.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }

    private static Optional<String> option(String name, List<String> arguments) {
        int at = arguments.indexOf(name);
        return at < 0 || at + 1 == arguments.size() ? Optional.empty() : Optional.of(arguments.get(at + 1));
    }
}
