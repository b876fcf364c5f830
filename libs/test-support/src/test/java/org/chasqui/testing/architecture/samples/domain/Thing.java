package org.chasqui.testing.architecture.samples.domain;

public record Thing(String name) {}
