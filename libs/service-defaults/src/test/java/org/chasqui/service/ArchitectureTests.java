package org.chasqui.service;

import org.chasqui.testing.architecture.ModuleArchitecture;

class ArchitectureTests extends ModuleArchitecture {}
