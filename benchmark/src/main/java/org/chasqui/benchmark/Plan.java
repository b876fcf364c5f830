package org.chasqui.benchmark;

/**
 * The extent of a run.
 *
 * @param rounds of each figure; their median counts, and their range is the spread
 * @param round seconds of load in a round
 * @param warmUp seconds of load before the first round, each with a rate of its own
 * @param sustained seconds of load of the long measurement
 * @param users among whom views are chosen at random
 * @param orders that one customer places one after the other
 */
record Plan(int rounds, int round, int warmUp, int sustained, int users, int orders) {

    static final Plan FULL = new Plan(3, 10, 30, 60, 1000, 300);

    /** Too short for figures: it shows that all of it runs. */
    static final Plan QUICK = new Plan(1, 1, 1, 2, 50, 10);
}
