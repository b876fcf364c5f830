package org.chasqui.systemtests.drills;

import org.chasqui.systemtests.load.Load;

/** A fault that a drill injects and ends. */
@FunctionalInterface
public interface Fault {

    /**
     * Disturbs a busy shop, and undoes what neither the shop nor the script repairs. It {@linkplain DrillRound#count counts} its effects,
     * which show that it took place.
     *
     * @throws Exception if the fault could not be injected; the drill fails then
     */
    void inject(DrillRound round) throws Exception;

    /** The most lines of an order that the disturbed shop understands. */
    default int mostLines() {
        return Load.MOST_LINES;
    }
}
