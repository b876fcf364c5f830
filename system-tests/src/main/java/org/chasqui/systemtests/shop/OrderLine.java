package org.chasqui.systemtests.shop;

/** Units of one product in an order. */
public record OrderLine(long product, long quantity) {}
