/** Throughput and latency of the whole system, beside the limits of the machine. */
@NullMarked
package org.chasqui.benchmark;

import org.jspecify.annotations.NullMarked;
