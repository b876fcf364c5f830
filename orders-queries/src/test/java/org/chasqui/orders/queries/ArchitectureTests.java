package org.chasqui.orders.queries;

import org.chasqui.testing.architecture.QueryServiceArchitecture;

class ArchitectureTests extends QueryServiceArchitecture {}
