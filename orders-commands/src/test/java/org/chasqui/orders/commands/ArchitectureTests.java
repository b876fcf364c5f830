package org.chasqui.orders.commands;

import org.chasqui.testing.architecture.CommandServiceArchitecture;

class ArchitectureTests extends CommandServiceArchitecture {}
