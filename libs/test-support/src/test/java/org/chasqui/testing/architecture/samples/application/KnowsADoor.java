package org.chasqui.testing.architecture.samples.application;

import org.springframework.http.HttpStatus;

class KnowsADoor {
    HttpStatus status = HttpStatus.CREATED;
}
