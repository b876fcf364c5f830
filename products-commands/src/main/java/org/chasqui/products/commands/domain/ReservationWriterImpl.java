package org.chasqui.products.commands.domain;

import jakarta.persistence.EntityManager;
import java.util.Collection;

final class ReservationWriterImpl implements ReservationWriter {

    private final EntityManager entityManager;

    ReservationWriterImpl(EntityManager entityManager) {
        this.entityManager = entityManager;
    }

    @Override
    public void persistAndFlush(Collection<Reservation> reservations) {
        reservations.forEach(entityManager::persist);
        entityManager.flush();
    }
}
