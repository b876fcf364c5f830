/** The subscribing side: offsets, consumers, dead letters and rebuilds, all in the subscriber's own database. */
@NullMarked
package org.chasqui.messaging.consumer;

import org.jspecify.annotations.NullMarked;
