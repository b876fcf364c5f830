package org.chasqui.messaging.books;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Compares one book, a part at a time. */
public interface Examination {

    /** Rows in a part. */
    int PART = 10_000;

    /** Findings after which a book is not read on: it is wrong as a whole. */
    int MOST_FINDINGS = 100;

    String name();

    /**
     * Examines the next part.
     *
     * @return whether there is more
     * @throws NotComparable if it cannot be said at this time
     */
    boolean next(Run run);

    /** @param here version of the row, and log version of the newest event; null where there is none */
    static String difference(long id, @Nullable Long here, @Nullable Long log) {
        if (here == null) {
            return "%d is missing, the log has version %d".formatted(id, log);
        }
        if (log == null) {
            return "%d is not in the log".formatted(id);
        }
        return here.equals(log)
                ? "%d differs from the log, at version %d".formatted(id, log)
                : "%d has version %d, the log has %d".formatted(id, here, log);
    }

    /** How far an examination is, from the highest id down, and what it has found. */
    final class Run {

        private final boolean repair;
        private final List<String> findings = new ArrayList<>();
        private final List<String> repaired = new ArrayList<>();
        private long upTo = Long.MAX_VALUE;
        private long rows;
        private int foundBefore;

        public Run(boolean repair) {
            this.repair = repair;
        }

        boolean repairs() {
            return repair;
        }

        /** The part that comes next begins here, and goes down. */
        long upTo() {
            return upTo;
        }

        /** Returns whether there is more to read. */
        boolean went(long downTo, long read) {
            upTo = downTo;
            rows += read;
            foundBefore = findings.size();
            return downTo > Long.MIN_VALUE && findings.size() < MOST_FINDINGS;
        }

        boolean hasBegun() {
            return upTo < Long.MAX_VALUE;
        }

        /** Forgets what was found in a part that has not ended, since it begins again. What was repaired is. */
        void forgetPart() {
            findings.subList(foundBefore, findings.size()).clear();
        }

        void found(String finding) {
            findings.add(finding);
        }

        void repaired(String finding) {
            repaired.add(finding);
        }

        public long rows() {
            return rows;
        }

        /** A sentence for each difference that is left. */
        public List<String> findings() {
            return findings;
        }

        /** A sentence for each difference that is repaired. */
        public List<String> repaired() {
            return repaired;
        }
    }

    /** Nothing can be said about the book at this time. The message says why. */
    final class NotComparable extends RuntimeException {

        private static final long serialVersionUID = 1L;

        NotComparable(String why) {
            super(why);
        }
    }
}
