package org.chasqui.testing.architecture.samples.domain;

import com.fasterxml.jackson.annotation.JsonProperty;

record KnowsTechnology(@JsonProperty("name") String name) {}
