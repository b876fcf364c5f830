package org.chasqui.systemtests.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.chasqui.systemtests.processes.ShopProcesses;
import org.chasqui.systemtests.shop.Shop;

/** The replay as a program: its options, and its end by Ctrl-C. */
public final class ReplayCommand {

    private static final String USAGE = """
            replay CSV [URL]                     sends the invoices of a file to a private shop, or to the one at the URL
            replay --generate CSV [--lines N]    writes a file of the shape of the data set, of %,d lines or of N, %d at least
            """.formatted(InvoiceGenerator.LINES, InvoiceGenerator.FEWEST_LINES);
    private static final long GRACE = 20; // seconds

    private ReplayCommand() {}

    /** Returns whether everything was sent and all sums fit, or whether a file was written. */
    public static boolean run(List<String> arguments, PrintStream out) throws IOException {
        if (!arguments.isEmpty() && arguments.getFirst().equals("--generate")) {
            return generate(arguments.subList(1, arguments.size()), out);
        }
        if (arguments.isEmpty() || arguments.size() > 2 || arguments.getFirst().startsWith("-")) {
            out.print(USAGE);
            return false;
        }
        var csv = Path.of(arguments.getFirst());
        try {
            return arguments.size() == 2 ? replayAt(arguments.get(1), csv, out) : replay(csv, out);
        } catch (NoSuchFileException | AccessDeniedException e) {
            out.println("The file cannot be read: " + csv);
        } catch (IllegalArgumentException e) {
            out.println(e.getMessage());
        } catch (CompletionException e) {
            out.println(Objects.requireNonNull(e.getCause()).getMessage());
        }
        return false;
    }

    private static boolean generate(List<String> arguments, PrintStream out) throws IOException {
        var hasLines = arguments.size() == 3
                && arguments.get(1).equals("--lines")
                && arguments.get(2).matches("[0-9]{3,8}");
        var lines = hasLines ? Integer.parseInt(arguments.get(2)) : InvoiceGenerator.LINES;
        if (arguments.size() != (hasLines ? 3 : 1) || lines < InvoiceGenerator.FEWEST_LINES) {
            out.print(USAGE);
            return false;
        }
        InvoiceGenerator.write(Path.of(arguments.getFirst()), lines);
        return true;
    }

    /** After Ctrl-C the private shop ends, and its data with it, so there is nothing to finish. */
    private static boolean replay(Path csv, PrintStream out) throws IOException {
        try (var processes = ShopProcesses.start(Path.of("target", "replay-shop"));
                var shop = processes.shop()) {
            return new Replay(shop, out).of(csv);
        }
    }

    private static boolean replayAt(String url, Path csv, PrintStream out) throws IOException {
        // why from the environment: every process can read the arguments
        var token = Optional.ofNullable(System.getenv("CHASQUI_TOKEN"));
        var ended = new CountDownLatch(1);
        try (var shop = Shop.at(URI.create(url)).as(token)) {
            var replay = new Replay(shop, out);
            stopAtTheEndOfTheJvm(replay, ended, out);
            return replay.of(csv);
        } finally {
            ended.countDown();
        }
    }

    private static void stopAtTheEndOfTheJvm(Replay replay, CountDownLatch ended, PrintStream out) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            replay.stop();
            try {
                if (!ended.await(GRACE, TimeUnit.SECONDS)) {
                    out.println("The last invoices are not counted.");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }));
    }
}
