package org.chasqui.http.json;

import jakarta.validation.valueextraction.ExtractedValue;
import jakarta.validation.valueextraction.ValueExtractor;

/**
 * Lets constraints on the type argument of a {@link Change} look at its value; found by Bean Validation through its
 * service file.
 */
public final class ChangeExtractor implements ValueExtractor<Change<@ExtractedValue ?>> {

    @Override
    public void extractValues(Change<?> change, ValueReceiver receiver) {
        if (change.present()) {
            receiver.value(null, change.value());
        }
    }
}
