package org.chasqui.right.queries;

/** Depends on no other service. */
public class RightService {}
