package org.chasqui.systemtests.drills;

import java.nio.file.Path;
import java.util.Map;

/** The kinds of private shops that faults need. */
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
    /** A PostgreSQL with a small disk. */
    SMALL_DISK {
        @Override
        DrillEnvironment open(Path home) {
            return SmallDisk.open(home);
        }
    };

    abstract DrillEnvironment open(Path home);
}
