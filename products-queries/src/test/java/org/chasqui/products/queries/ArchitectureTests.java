package org.chasqui.products.queries;

import org.chasqui.testing.architecture.QueryServiceArchitecture;

class ArchitectureTests extends QueryServiceArchitecture {}
