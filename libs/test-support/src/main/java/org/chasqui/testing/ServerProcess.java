package org.chasqui.testing;

/** A test server as a process that starts, receives signals and ends. It keeps its port and its data over a restart. */
interface ServerProcess {

    String host();

    int port();

    /** Starts the process. Returns before the server answers. */
    void start();

    boolean isRunning();

    /** @param name the signal, without "SIG": for example {@code KILL} */
    void signal(String name);

    /**
     * Whether this process uses the data directory. A different server on the same port uses another.
     *
     * @param directory the data directory that the answering server reports
     */
    boolean worksIn(String directory);

    /** The end of the server's log, for the message of a failure. */
    String logTail();

    /** Ends the process, if it runs, and removes its data. */
    void remove();
}
