package org.chasqui.testing.architecture.samples.injection;

import org.springframework.beans.factory.annotation.Autowired;

class InjectsIntoAField {
    @Autowired
    Runnable dependency;
}
