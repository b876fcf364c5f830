package org.chasqui.views;

import org.chasqui.testing.architecture.ModuleArchitecture;

class ArchitectureTests extends ModuleArchitecture {}
