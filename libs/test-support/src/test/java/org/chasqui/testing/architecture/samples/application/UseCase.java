package org.chasqui.testing.architecture.samples.application;

import org.chasqui.testing.architecture.samples.domain.Thing;

public class UseCase {
    Thing thing() {
        return new Thing("thing");
    }
}
