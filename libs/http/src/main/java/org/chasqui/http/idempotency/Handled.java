package org.chasqui.http.idempotency;

/**
 * A request that has its answer.
 *
 * @param answer the last word: the same request gets the same answer
 * @param refused whether the domain said no, and nothing has changed
 */
record Handled(Answer answer, boolean refused) {}
