package org.chasqui.testing.architecture.samples.unmarked;

class InAnUnmarkedPackage {}
