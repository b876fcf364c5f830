package org.chasqui.platform;

import org.chasqui.testing.architecture.ModuleArchitecture;

class ArchitectureTests extends ModuleArchitecture {}
