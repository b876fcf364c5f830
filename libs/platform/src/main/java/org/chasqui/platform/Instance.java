package org.chasqui.platform;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.springframework.core.env.Environment;

/**
 * This process among the instances of its service.
 *
 * @param name host name and port, unless {@code messaging.instance} says otherwise
 */
public record Instance(String name) {

    /** Stays the same over a restart in the same place, so that the restarted instance gets its own leases back at once. */
    static Instance of(Environment environment) {
        var name = environment.getProperty("messaging.instance");
        return new Instance(name == null ? place(environment) : name);
    }

    private static String place(Environment environment) {
        try {
            return InetAddress.getLocalHost().getHostName() + ":" + environment.getProperty("server.port", "8080");
        } catch (UnknownHostException e) {
            return "unknown-host:" + ProcessHandle.current().pid();
        }
    }
}
