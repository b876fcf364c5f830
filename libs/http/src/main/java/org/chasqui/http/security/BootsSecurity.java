package org.chasqui.http.security;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;

/**
 * Leaves out what Boot would add because Spring Security is on the class path: a login with a generated password, and a chain of filters that
 * every request passes, also in an open shop.
 */
final class BootsSecurity implements AutoConfigurationImportFilter {

    private static final String ALL = "org.springframework.boot.security.";

    @Override
    public boolean[] match(@Nullable String[] configurations, AutoConfigurationMetadata metadata) {
        var wanted = new boolean[configurations.length];
        for (var at = 0; at < wanted.length; at++) {
            var name = configurations[at];
            wanted[at] = name == null || !name.startsWith(ALL);
        }
        return wanted;
    }
}
