package org.chasqui.users.commands.application;

import org.chasqui.users.commands.domain.Profile;

/** Adds a user. */
public record CreateUser(Profile profile) {}
