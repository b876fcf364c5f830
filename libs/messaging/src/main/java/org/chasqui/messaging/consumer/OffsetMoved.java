package org.chasqui.messaging.consumer;

import org.chasqui.messaging.queue.Offset;
import org.chasqui.messaging.queue.QueueName;

/** Another instance has applied events of this subscription, or rewound it; nothing of this transaction may stay. */
final class OffsetMoved extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OffsetMoved(QueueName name, Offset from) {
        super("Subscription " + name + " is no longer at " + from);
    }
}
