package org.chasqui.users.commands;

import org.chasqui.testing.architecture.CommandServiceArchitecture;

class ArchitectureTests extends CommandServiceArchitecture {}
