package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.replay.Replay;
import org.chasqui.systemtests.replay.ReplayCommand;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays files with all peculiarities of real invoices, and checks the sums. */
@Journey
class ReplayIT {

    private final Shop shop;
    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);

    @TempDir
    Path directory;

    ReplayIT(Shop shop) {
        this.shop = shop;
    }

    @Test
    void replaysUnusualInvoicesAndReachesTheSumsOfTheFile() throws IOException {
        var csv = Files.writeString(directory.resolve("invoices.csv"), """
                InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
                1,85123A,WHITE HANGING HEART,6,01-12-2010 08:26,2.55,17850,United Kingdom
                1,85123a,,80995,01-12-2010 08:26,0,17850,United Kingdom
                2,85123A,WHITE HANGING HEART,1,01-12-2010 08:28,2.10,17850,United Kingdom
                3,85123A,WHITE HANGING HEART,2,01-12-2010 08:30,2.55,13047,EIRE
                3,85123A,WHITE HANGING HEART,1,01-12-2010 08:30,2.55,13047,EIRE
                3,85123A,WHITE HANGING HEART,1,01-12-2010 08:30,2.00,13047,EIRE
                C4,85123a,,-80995,01-12-2010 09:00,0,17850,United Kingdom
                C4,85123A,WHITE HANGING HEART,-6,01-12-2010 09:00,2.55,17850,United Kingdom
                C5,85123A,WHITE HANGING HEART,-1,01-12-2010 09:00,2.55,13047,EIRE
                5,85123A,damaged,-3,01-12-2010 09:01,0,,Unspecified
                A6,B,Adjust bad debt,1,12-08-2011 14:52,-11062.06,,United Kingdom
                """);

        var fits = new Replay(shop, out).of(csv);

        assertThat(said())
                .contains("1 lines left out: an invoice of a bad debt")
                .contains("1 lines without a market: Unspecified")
                .contains("6 of 6 invoices, 10 of 10 lines sent")
                .contains("4 orders, 1 of them cancelled, 3 price changes, 2 stock adjustments")
                .contains("3 of 3 orders completed, 1 of 1 cancelled")
                .contains("The file's total is 11.75, the shop's 11.75.")
                .contains("Totals that differ: 0 of 2 customers, 0 of 2 markets")
                .contains("The stock of all 2 products is as computed.");
        assertThat(fits).isTrue();
    }

    @Test
    void replaysAGeneratedFile() throws IOException {
        var csv = directory.resolve("generated.csv");
        assertThat(ReplayCommand.run(List.of("--generate", csv.toString(), "--lines", "600"), out))
                .isTrue();

        var fits = new Replay(shop, out).of(csv);

        assertThat(said()).containsPattern("[1-9]\\d* of them cancelled").contains("Totals that differ: 0 of");
        assertThat(fits).isTrue();
    }

    @Test
    void sendsNothingMoreOnceItIsStopped() throws IOException {
        var csv = directory.resolve("generated.csv");
        ReplayCommand.run(List.of("--generate", csv.toString(), "--lines", "500"), out);
        var replay = new Replay(shop, out);
        replay.stop();

        assertThat(replay.of(csv)).isFalse();

        assertThat(said()).contains("0 of ").contains("Stopped before the end.");
    }

    private String said() {
        return said.toString(StandardCharsets.UTF_8);
    }
}
