package org.chasqui.systemtests.journeys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.chasqui.systemtests.Journey;
import org.chasqui.systemtests.replay.Replay;
import org.chasqui.systemtests.shop.Shop;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Replays a file with all peculiarities of real invoices, and checks the sums. */
@Journey
class ReplayIT {

    @Test
    void replaysUnusualLinesAndReachesTheSumsOfTheFile(Shop shop, @TempDir Path directory) throws IOException {
        var csv = Files.writeString(directory.resolve("invoices.csv"), """
                InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country
                1,85123A,WHITE HANGING HEART,6,01-12-2010 08:26,2.55,17850,United Kingdom
                1,85123a,,80995,01-12-2010 08:26,0,,United Kingdom
                2,85123A,WHITE HANGING HEART,1,01-12-2010 08:28,2.10,17850,United Kingdom
                3,85123A,WHITE HANGING HEART,2,01-12-2010 08:30,2.55,13047,France
                C4,85123A,WHITE HANGING HEART,-6,01-12-2010 09:00,2.55,17850,United Kingdom
                C4,85123A,WHITE HANGING HEART,-5,01-12-2010 09:00,2.55,17850,United Kingdom
                5,85123A,damaged,-3,01-12-2010 09:01,0,,United Kingdom
                6,B,Adjust bad debt,1,12-08-2011 14:52,-11062.06,,United Kingdom
                C7,85123a,,-80995,12-08-2011 14:53,0,,United Kingdom
                """);
        var out = new ByteArrayOutputStream();

        var fits = new Replay(shop, new PrintStream(out, true, StandardCharsets.UTF_8)).of(csv);

        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("1 lines left out: a price below zero")
                .contains("2 of 2 orders completed; the file's total is 7.20, the shop's 7.20;")
                .contains("2 are cancelled, 2 stock adjustments")
                .contains("stock of all 2 products as computed: yes");
        assertThat(fits).isTrue();
    }
}
