package org.chasqui.products.commands;

import org.chasqui.testing.architecture.CommandServiceArchitecture;

class ArchitectureTests extends CommandServiceArchitecture {}
