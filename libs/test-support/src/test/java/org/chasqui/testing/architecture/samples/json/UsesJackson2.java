package org.chasqui.testing.architecture.samples.json;

class UsesJackson2 {
    Object mapper = new com.fasterxml.jackson.databind.ObjectMapper();
}
