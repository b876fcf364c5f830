package org.chasqui.orders.commands.domain;

/**
 * Units of one product that somebody asks for.
 *
 * @param field that names the product in the request
 */
public record WantedLine(long product, Quantity quantity, String field) {}
