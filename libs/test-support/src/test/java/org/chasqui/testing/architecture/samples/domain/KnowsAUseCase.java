package org.chasqui.testing.architecture.samples.domain;

import org.chasqui.testing.architecture.samples.application.UseCase;

abstract class KnowsAUseCase {
    abstract UseCase useCase();
}
