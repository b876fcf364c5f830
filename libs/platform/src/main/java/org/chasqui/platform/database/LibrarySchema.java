package org.chasqui.platform.database;

/**
 * Tables that a library brings along, as a bean: they live in a schema of their own, made by the migrations in {@code db/<name>}.
 *
 * @param name of the schema
 */
public record LibrarySchema(String name) {}
