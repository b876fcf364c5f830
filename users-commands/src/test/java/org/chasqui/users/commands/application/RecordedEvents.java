package org.chasqui.users.commands.application;

import java.util.ArrayList;
import java.util.List;
import org.chasqui.messaging.Event;
import org.chasqui.messaging.EventLog;

/** An event log that keeps its events for assertions. */
final class RecordedEvents implements EventLog {

    private final List<Event> events = new ArrayList<>();

    @Override
    public void append(List<Event> more) {
        events.addAll(more);
    }

    List<String> typesAndVersions() {
        return events.stream()
                .map(event -> event.type() + " " + event.aggregateVersion())
                .toList();
    }
}
