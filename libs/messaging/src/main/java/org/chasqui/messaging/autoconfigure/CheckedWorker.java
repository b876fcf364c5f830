package org.chasqui.messaging.autoconfigure;

import org.chasqui.platform.worker.Pass;
import org.chasqui.platform.worker.Worker;

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
