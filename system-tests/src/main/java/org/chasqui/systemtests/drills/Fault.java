package org.chasqui.systemtests.drills;

/** Something that goes wrong, and ends. */
@FunctionalInterface
public interface Fault {

    /**
     * Does harm to a shop that is busy, and undoes what neither the shop nor the script mends by itself. What shows that it took
     * place is {@linkplain DrillRound#count counted}.
     *
     * @throws Exception if the harm could not be done; the drill has failed then
     */
    void inject(DrillRound round) throws Exception;
}
