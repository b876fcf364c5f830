package org.chasqui.http;

import org.chasqui.testing.architecture.ModuleArchitecture;

class ArchitectureTests extends ModuleArchitecture {}
