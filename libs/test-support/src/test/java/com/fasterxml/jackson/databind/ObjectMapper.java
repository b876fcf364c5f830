package com.fasterxml.jackson.databind;

/** Stands for Jackson 2, which is not on the class path, so that a rule has something to find. */
public class ObjectMapper {}
