package com.fasterxml.jackson.databind;

/** Stands for Jackson 2, which is on no class path here, so that a rule has something to catch. */
public class ObjectMapper {}
