package org.chasqui.users.commands.domain;

import org.jspecify.annotations.Nullable;

/** All that a user says about themselves. */
public record Profile(
        Username username,
        @Nullable PersonName firstName,
        @Nullable PersonName lastName) {}
