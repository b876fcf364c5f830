package org.chasqui.systemtests.drills;

import java.nio.file.Path;
import java.util.Map;

/** Which private shop a fault needs. */
public enum EnvironmentKind {
    /** Proxies between the services and their servers. */
    ORDINARY {
        @Override
        DrillEnvironment open(Path home) {
            return DrillEnvironment.withProxies(home, Map.of());
        }
    },
    /** A Redis that fails over. */
    SENTINEL {
        @Override
        DrillEnvironment open(Path home) {
            return Sentinels.open(home);
        }
    },
    /** A PostgreSQL whose data have little room. */
    SMALL_DISK {
        @Override
        DrillEnvironment open(Path home) {
            return SmallDisk.open(home);
        }
    };

    abstract DrillEnvironment open(Path home);
}
