package org.chasqui.testing.architecture.samples.web;

import jakarta.persistence.EntityManager;

class MergesARow {
    void merge(EntityManager entities, Object row) {
        entities.merge(row);
    }
}
