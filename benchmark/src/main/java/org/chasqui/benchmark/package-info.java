/** Measures throughput and latency of the whole system, and compares them with the limits of the machine. */
@NullMarked
package org.chasqui.benchmark;

import org.jspecify.annotations.NullMarked;
