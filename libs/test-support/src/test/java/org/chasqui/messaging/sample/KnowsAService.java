package org.chasqui.messaging.sample;

import org.chasqui.right.queries.RightService;

/** Breaks the rule that libraries know no service. */
public class KnowsAService {
    RightService service() {
        return new RightService();
    }
}
