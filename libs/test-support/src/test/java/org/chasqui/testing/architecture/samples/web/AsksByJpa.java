package org.chasqui.testing.architecture.samples.web;

import jakarta.persistence.EntityManager;
import java.util.List;

class AsksByJpa {
    List<?> ask(EntityManager entities) {
        return entities.createQuery("FROM Thing").getResultList();
    }
}
