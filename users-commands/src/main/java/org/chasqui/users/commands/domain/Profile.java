package org.chasqui.users.commands.domain;

import org.jspecify.annotations.Nullable;

/** The data that users give about themselves. */
public record Profile(
        Username username,
        @Nullable PersonName firstName,
        @Nullable PersonName lastName) {}
