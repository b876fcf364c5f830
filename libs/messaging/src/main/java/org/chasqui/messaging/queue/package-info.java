/** Redis lists as disposable windows on an event log: three atomic scripts and what they say. */
@NullMarked
package org.chasqui.messaging.queue;

import org.jspecify.annotations.NullMarked;
