package org.chasqui.testing.architecture.samples.threads;

class StartsAVirtualThread {
    Thread start(Runnable work) {
        return Thread.startVirtualThread(work);
    }
}
