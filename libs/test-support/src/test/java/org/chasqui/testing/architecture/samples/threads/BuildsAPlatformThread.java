package org.chasqui.testing.architecture.samples.threads;

class BuildsAPlatformThread {
    Thread build(Runnable work) {
        return Thread.ofPlatform().unstarted(work);
    }
}
