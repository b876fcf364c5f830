package org.chasqui.testing.architecture.samples.web;

import org.chasqui.testing.architecture.samples.projection.Projection;

abstract class ReachesAProjection {
    abstract Projection projection();
}
