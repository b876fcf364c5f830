package org.chasqui.systemtests.replay;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.LongAdder;
import org.chasqui.systemtests.shop.Shop;

/**
 * Sends the invoices of a file to a shop and compares the sums.
 *
 * <p>It creates a user for each customer, a market for each country, and for each stock code a product with as much stock as the file
 * needs. An invoice is an order. If the price of a line differs from the previous price of the product, the replay changes the product's
 * value first. A return that undoes a whole invoice of its customer cancels the order, of several the newest. Any other return, and each
 * negative line, adjusts the stock.
 *
 * <p>It sends invoices in parallel, but those that have a product in common in the order of the file.
 */
public final class Replay {

    private final Shop shop;
    private final PrintStream out;
    private final LongAdder invoices = new LongAdder();
    private final LongAdder lines = new LongAdder();
    private volatile boolean stopped;

    public Replay(Shop shop, PrintStream out) {
        this.shop = shop;
        this.out = out;
    }

    /** Lets it begin no further invoice. */
    public void stop() {
        stopped = true;
    }

    /**
     * @return whether it sent all invoices, and the shop's sums equal theirs
     * @throws IllegalArgumentException if the file is not CSV with the columns of the data set
     * @throws java.util.concurrent.CompletionException if the shop did not accept a command
     */
    public boolean of(Path csv) throws IOException {
        var file = InvoiceFile.read(csv);
        file.leftOut().forEach((reason, count) -> out.printf("%,d lines left out: %s%n", count, reason));
        withoutMarket(file).forEach((country, count) -> out.printf("%,d lines without a market: %s%n", count, country));
        try (var lanes = new Lanes();
                var requests = new Lanes()) {
            var sender = new Sender(shop, requests);
            long start = System.nanoTime();
            sender.prepare(file.invoices());
            long prepared = System.nanoTime();
            send(file, sender, lanes);
            long sent = System.nanoTime();
            out.printf(
                    "%,d products, %,d customers and %,d markets made in %s%n",
                    sender.goods().size(), sender.customers(), sender.markets(), seconds(prepared - start));
            out.printf(
                    "%,d of %,d invoices, %,d of %,d lines sent in %s: %,.0f lines a second%n",
                    invoices.sum(),
                    file.invoices().size(),
                    lines.sum(),
                    file.lines(),
                    seconds(sent - prepared),
                    lines.sum() * 1e9 / (sent - prepared));
            out.printf(
                    "%,d orders, %,d of them cancelled, %,d price changes, %,d stock adjustments%n",
                    sender.sales().size(),
                    sender.cancelled().size(),
                    sender.priceChanges.sum(),
                    sender.adjustments.sum());
            if (stopped) {
                out.println("Stopped before the end. What was sent is compared.");
            }
            var sums = new Sums(shop, out);
            var ordersFit = sums.fitOrders(sender.sales(), sender.cancelled());
            out.printf("All were decided and read %s after the last answer.%n", seconds(System.nanoTime() - sent));
            return sums.fitStock(sender.goods().values()) && ordersFit && !stopped;
        }
    }

    private void send(InvoiceFile file, Sender sender, Lanes lanes) {
        var last = new HashMap<String, CompletableFuture<Void>>(); // the newest invoice of each stock code
        try (var progress = Progress.of(file.lines(), out)) {
            var all = file.invoices().stream()
                    .map(invoice -> {
                        var codes = invoice.stockCodes();
                        var before = codes.stream()
                                .map(last::get)
                                .filter(Objects::nonNull)
                                .distinct()
                                .toList();
                        var sent = lanes.after(before, () -> send(invoice, sender, progress));
                        codes.forEach(code -> last.put(code, sent));
                        return sent;
                    })
                    .toList();
            CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        }
    }

    private void send(Invoice invoice, Sender sender, Progress progress) {
        if (stopped) {
            return;
        }
        try {
            sender.send(invoice);
        } catch (RuntimeException e) {
            stop(); // why: the sums cannot fit any more
            throw new IllegalStateException(
                    "The shop did not take invoice %s: %s"
                            .formatted(invoice.head().number(), e.getMessage()),
                    e);
        }
        invoices.increment();
        lines.add(invoice.lines().size());
        progress.step(invoice.lines().size());
    }

    private static Map<String, Integer> withoutMarket(InvoiceFile file) {
        var lines = new TreeMap<String, Integer>();
        file.invoices().stream()
                .filter(invoice -> Countries.code(invoice.head().country()).isEmpty())
                .forEach(invoice ->
                        lines.merge(invoice.head().country(), invoice.lines().size(), Integer::sum));
        return lines;
    }

    private static String seconds(long nanos) {
        return "%.1f s".formatted(nanos / 1e9);
    }
}
