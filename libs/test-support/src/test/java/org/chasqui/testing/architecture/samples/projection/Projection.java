package org.chasqui.testing.architecture.samples.projection;

public class Projection {}
