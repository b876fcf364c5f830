package org.chasqui.testing.architecture.samples.keys;

class NamesACacheKey {
    String key(long id) {
        return "chasqui:orders-queries:order:" + id;
    }
}
