package org.chasqui.testing.architecture.samples.threads;

import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

class HasVirtualThreads {
    final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
}
