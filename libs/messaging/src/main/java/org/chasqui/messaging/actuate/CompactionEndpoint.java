package org.chasqui.messaging.actuate;

import java.util.Locale;
import org.chasqui.messaging.outbox.Compaction;
import org.chasqui.messaging.outbox.Publication;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/** {@code GET /actuator/compaction} shows how far the log of the service is compacted, {@code POST} starts or stops that. */
@Endpoint(id = "compaction")
public final class CompactionEndpoint {

    private final Publication publication;
    private final OperatorActions actions;

    public CompactionEndpoint(Publication publication, OperatorActions actions) {
        this.publication = publication;
        this.actions = actions;
    }

    /**
     * @param head position of the newest event
     * @param compacted position up to which the log is compacted
     * @param remaining positions after that which are old enough
     * @param percent of the positions that are old enough, rounded down
     * @param secondsLeft until then, if it goes on as in the last minute; null while it is stopped or does nothing
     * @param removed events that this instance has removed since it started
     * @param stopped who has stopped it; null if nobody has
     */
    public record Overview(
            String stream,
            long head,
            long compacted,
            long remaining,
            int percent,
            @Nullable Long secondsLeft,
            long removed,
            Compaction.@Nullable Stop stopped) {

        private static Overview of(Publication publication) {
            var compaction = publication.compaction();
            var progress = compaction.progress();
            var remaining = progress.due() - progress.compacted();
            var each = progress.secondsEach();
            return new Overview(
                    publication.stream(),
                    progress.head(),
                    progress.compacted(),
                    remaining,
                    progress.due() == 0 ? 100 : (int) (100 * progress.compacted() / progress.due()),
                    each == null ? null : (long) Math.ceil(remaining * each),
                    compaction.removed(),
                    progress.stopped());
        }
    }

    /** What may be done with it. */
    public enum Action {
        /** It goes on, and this instance begins at once. */
        START,
        /** No instance compacts until it is started. */
        STOP;

        private void applyTo(Publication publication) {
            if (this == STOP) {
                publication.compaction().stop(OperatorActions.operator());
            } else {
                publication.compaction().start();
                publication.compactor().callNow();
            }
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT) + " compaction";
        }
    }

    @ReadOperation
    public Overview overview() {
        return Overview.of(publication);
    }

    @WriteOperation
    public Overview act(Action action) {
        return actions.record(
                action.toString(),
                publication.stream(),
                () -> {
                    action.applyTo(publication);
                    return overview();
                },
                done -> "done");
    }
}
