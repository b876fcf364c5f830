package org.chasqui.systemtests.drills;

import java.time.Duration;

/**
 * A fault with its name.
 *
 * @param name name on the command line
 * @param sentence description for the list of drills
 * @param environment the kind of shop that the fault needs
 * @param hold how long the fault lasts, if that can be chosen
 */
public record Scenario(String name, String sentence, EnvironmentKind environment, Duration hold, Fault fault) {

    static Scenario of(String name, String sentence, int holdSeconds, Fault fault) {
        return new Scenario(name, sentence, EnvironmentKind.ORDINARY, Duration.ofSeconds(holdSeconds), fault);
    }

    Scenario on(EnvironmentKind other) {
        return new Scenario(name, sentence, other, hold, fault);
    }

    public Scenario lasting(Duration other) {
        return new Scenario(name, sentence, environment, other, fault);
    }

    @Override
    public String toString() {
        return name;
    }
}
