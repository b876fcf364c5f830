package org.chasqui.messaging;

/**
 * What must be true in the tables of one service at every moment. Declare a bean for each; the verification checks them.
 *
 * @param name of the rule, unique in its service
 * @param violations SQL that returns one column: a sentence for each violation
 */
public record Rule(String name, String violations) {}
