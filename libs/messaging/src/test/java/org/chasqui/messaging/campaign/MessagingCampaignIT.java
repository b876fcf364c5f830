package org.chasqui.messaging.campaign;

import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Random runs through everything that can go wrong. A run is decided by its seed, but for the few leases that end by the clock.
 *
 * <p>{@code -Dchasqui.campaign.seeds=500} makes so many runs of each kind, {@code -Dchasqui.campaign.from=17} starts at another seed: to see
 * a failed run again, that seed and one run.
 */
class MessagingCampaignIT {

    private static final int SEEDS = Integer.getInteger("chasqui.campaign.seeds", 16);
    private static final long FROM = Long.getLong("chasqui.campaign.from", 1);
    private static final int STEPS = Integer.getInteger("chasqui.campaign.steps", 500);

    private static final Map<String, Integer> TOTAL = new TreeMap<>();
    private static final CampaignShop SHOP = new CampaignShop();

    @TestFactory
    Stream<DynamicTest> theShopKeepsItsPromisesWhateverGoesWrong() {
        return runs(SEEDS, seed -> Campaign.ofTheWholeShop(SHOP, seed));
    }

    @TestFactory
    Stream<DynamicTest> aSourceThatHasLostCommitsIsNoticedAndItsReplicaRebuilt() {
        return runs((SEEDS + 1) / 2, seed -> Campaign.ofARestoredSource(SHOP, seed));
    }

    @AfterAll
    static void close() {
        SHOP.close();
        System.out.println("[campaign] " + TOTAL);
    }

    private static Stream<DynamicTest> runs(int seeds, Function<Long, Campaign> campaigns) {
        return LongStream.range(FROM, FROM + seeds)
                .mapToObj(seed -> DynamicTest.dynamicTest("seed " + seed, () -> {
                    var campaign = campaigns.apply(seed);
                    try {
                        campaign.run(STEPS);
                    } catch (Throwable e) {
                        throw new AssertionError(campaign + "\n" + e, e);
                    }
                    campaign.counts().forEach((what, times) -> TOTAL.merge(what, times, Integer::sum));
                }));
    }
}
