package org.chasqui.messaging.autoconfigure;

import org.chasqui.messaging.runtime.Pass;
import org.chasqui.messaging.runtime.Worker;

/** A worker that uses Redis only while it is found suitable. */
record CheckedWorker(Worker worker, RedisCheck check) implements Worker {

    @Override
    public String name() {
        return worker.name();
    }

    @Override
    public Pass runOnce() {
        check.check();
        return worker.runOnce();
    }

    @Override
    public void awaitWork() throws InterruptedException {
        worker.awaitWork();
    }

    @Override
    public void stopped() {
        worker.stopped();
    }
}
