/** The publishing side: the event log, the sequencer that numbers it and the relays that push it. */
@NullMarked
package org.chasqui.messaging.outbox;

import org.jspecify.annotations.NullMarked;
