package org.chasqui.peers;

/** What differs between the peers: how a change gets from the transaction that makes it to the {@link Copies}. */
public interface Peer {

    /** Publishes a change, within the transaction that makes it. */
    default void publish(Change change) {}

    /** Publishes a change whose transaction has just committed. */
    default void committed(Change change) {}

    /** Whether it delivers by now what is published. */
    default boolean isReady() {
        return true;
    }
}
