package org.chasqui.systemtests.drills;

import java.nio.file.Path;
import java.util.Map;

/** Which private shop a fault needs. */
public enum GroundKind {
    /** Lines between the services and their servers. */
    ORDINARY {
        @Override
        Ground open(Path home) {
            return Ground.withLines(home, Map.of());
        }
    },
    /** A Redis that fails over. */
    SENTINEL {
        @Override
        Ground open(Path home) {
            return Sentinels.open(home);
        }
    },
    /** A PostgreSQL whose data have little room. */
    SMALL_DISK {
        @Override
        Ground open(Path home) {
            return SmallDisk.open(home);
        }
    };

    abstract Ground open(Path home);
}
