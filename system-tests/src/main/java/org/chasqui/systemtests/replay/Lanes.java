package org.chasqui.systemtests.replay;

import java.util.Collection;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Does a number of things at the same time. */
final class Lanes implements AutoCloseable {

    private static final int AT_A_TIME = 16;

    private final ExecutorService threads =
            Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().factory());

    /** Begins when everything before is done; does nothing if one of that failed. */
    CompletableFuture<Void> after(Collection<CompletableFuture<Void>> before, Runnable step) {
        return CompletableFuture.allOf(before.toArray(CompletableFuture[]::new)).thenRunAsync(step, threads);
    }

    /**
     * Returns when the step is done for each item.
     *
     * @throws CompletionException with the cause if one failed
     */
    <T> void each(Collection<T> items, Consumer<T> step) {
        CompletableFuture.allOf(items.stream()
                        .map(item -> CompletableFuture.runAsync(() -> step.accept(item), threads))
                        .toArray(CompletableFuture[]::new))
                .join();
    }

    @Override
    public void close() {
        threads.close();
    }
}
