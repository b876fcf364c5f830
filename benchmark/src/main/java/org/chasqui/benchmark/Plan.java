package org.chasqui.benchmark;

/**
 * The extent of a run.
 *
 * @param rounds rounds of each figure; it reports their median, and their range as the spread
 * @param round seconds of load in a round
 * @param warmUp seconds of load before the first round; the rate of each is recorded
 * @param sustained seconds of load in the long measurement
 * @param users number of users; the load reads their views at random
 * @param orders number of orders that one customer places one after the other
 * @param behind number of events that a subscriber is behind; a multiple of ten
 * @param changes number of events of each peer in a round; twice as many warm it up
 * @param prefill number of orders that the shop has before it is measured; a multiple of {@value Growth#STEP}
 */
record Plan(
        int rounds, int round, int warmUp, int sustained, int users, int orders, int behind, int changes, int prefill) {

    static final Plan FULL = new Plan(3, 10, 30, 60, 1000, 300, 200_000, 10_000, 0);

    /** Too short for meaningful figures; it only shows that everything runs. */
    static final Plan QUICK = new Plan(1, 1, 1, 2, 50, 10, 2_000, 500, 0);

    /** @throws IllegalArgumentException if it is no number, or no multiple of {@value Growth#STEP} */
    Plan withOrders(String number) {
        if (!number.matches("[1-9][0-9]{0,4}000")) {
            throw new IllegalArgumentException(
                    "'%s' orders cannot be made: it must be a multiple of 1000, up to 99999000.".formatted(number));
        }
        return new Plan(rounds, round, warmUp, sustained, users, orders, behind, changes, Integer.parseInt(number));
    }
}
