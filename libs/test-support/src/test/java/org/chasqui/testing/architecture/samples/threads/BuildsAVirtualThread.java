package org.chasqui.testing.architecture.samples.threads;

class BuildsAVirtualThread {
    Thread build(Runnable work) {
        return Thread.ofVirtual().unstarted(work);
    }
}
