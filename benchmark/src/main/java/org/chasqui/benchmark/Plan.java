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
 */
record Plan(int rounds, int round, int warmUp, int sustained, int users, int orders) {

    static final Plan FULL = new Plan(3, 10, 30, 60, 1000, 300);

    /** Too short for meaningful figures; it only shows that everything runs. */
    static final Plan QUICK = new Plan(1, 1, 1, 2, 50, 10);
}
