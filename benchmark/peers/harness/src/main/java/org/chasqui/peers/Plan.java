package org.chasqui.peers;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The extent of a run.
 *
 * @param warmUp changes before the first round, which do not count
 * @param rounds rounds of each figure
 * @param changes in a round at full rate
 * @param paced changes in a round at 50 a second
 * @param rows of the source, the keys of the events
 * @param writers threads that change rows
 */
@ConfigurationProperties("plan")
record Plan(
        int warmUp,
        int rounds,
        int changes,
        int paced,
        @DefaultValue("1000") int rows,
        @DefaultValue("8") int writers) {

    static final Duration PACE = Duration.ofMillis(20);

    /** The changes of the whole run. */
    int total() {
        return warmUp + rounds * (changes + paced);
    }
}
