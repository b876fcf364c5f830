package org.chasqui.right.queries;

/** Keeps to itself. */
public class RightService {}
