package org.chasqui.users.queries;

import org.chasqui.testing.architecture.QueryServiceArchitecture;

class ArchitectureTests extends QueryServiceArchitecture {}
