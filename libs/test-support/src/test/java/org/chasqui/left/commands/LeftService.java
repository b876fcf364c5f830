package org.chasqui.left.commands;

import org.chasqui.right.queries.RightService;

/** Breaks the rule that services do not depend on each other. */
public class LeftService {
    public RightService neighbour() {
        return new RightService();
    }
}
