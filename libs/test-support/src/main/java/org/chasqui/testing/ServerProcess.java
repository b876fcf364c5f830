package org.chasqui.testing;

/**
 * One server of a test as its machine sees it: something that starts, takes signals and ends. It keeps its port and its
 * data over a restart.
 */
interface ServerProcess {

    String host();

    int port();

    /** Starts the process. Returns before the server answers. */
    void start();

    boolean isRunning();

    /** @param name the signal, without "SIG": for example {@code KILL} */
    void signal(String name);

    /**
     * Whether this process works in the directory. A stranger on the same port works in another.
     *
     * @param directory what the server that answers says about its data
     */
    boolean worksIn(String directory);

    /** The end of what the server has written about itself, for the message of a failure. */
    String logTail();

    /** Ends the process, if it runs, and removes its data. */
    void remove();
}
