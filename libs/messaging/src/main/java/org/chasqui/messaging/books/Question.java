package org.chasqui.messaging.books;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.chasqui.messaging.queue.Offset;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Asks a publisher what its log says of some aggregates at a position.
 *
 * @param name a new one for each question, so that no old answer is taken for a new one
 * @param at the offset of the subscriber
 * @param fields of the events' data that are compared
 * @param versions whether versions are compared
 * @param after the aggregates have ids above this one
 * @param upTo up to this one
 * @param rows 0 for a digest of all, or how many of the highest are wanted one by one
 * @param event id of the aggregate whose newest event is wanted, instead of all that
 */
public record Question(
        String name,
        Offset at,
        String aggregate,
        List<String> fields,
        boolean versions,
        long after,
        long upTo,
        int rows,
        @Nullable Long event) {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final String QUESTION = "?";
    private static final String ANSWER = "!";

    /**
     * Some rows in short.
     *
     * @param versions the sum of their versions
     * @param hash of all that is compared, in any order of the rows
     */
    public record Digest(long count, String versions, long hash) {

        public static Digest read(ResultSet row, int number) throws SQLException {
            return new Digest(row.getLong("count"), row.getString("versions"), row.getLong("hash"));
        }
    }

    /** One row in short. */
    public record Row(long id, long version, long hash) {

        public static Row read(ResultSet row, int number) throws SQLException {
            return new Row(row.getLong("id"), row.getLong("version"), row.getLong("hash"));
        }
    }

    /**
     * @param name of the question
     * @param known false if the log cannot say it: it does not have that event, or it is compacted beyond it
     * @param entry the wanted event, as an entry of a list; empty if there is none
     */
    public record Answer(
            String name,
            boolean known,
            @Nullable Digest digest,
            List<Row> rows,
            @Nullable String entry) {

        public static Answer unknown(Question question) {
            return new Answer(question.name(), false, null, List.of(), null);
        }

        public String text() {
            return ANSWER + MAPPER.writeValueAsString(this);
        }

        static Optional<Answer> parse(String text) {
            return Question.parse(text, ANSWER, Answer.class);
        }
    }

    String text() {
        return QUESTION + MAPPER.writeValueAsString(this);
    }

    /** Reads a question as Redis holds it; empty for any other text. */
    public static Optional<Question> parse(String text) {
        return parse(text, QUESTION, Question.class);
    }

    private static <T> Optional<T> parse(String text, String mark, Class<T> type) {
        try {
            return text.startsWith(mark)
                    ? Optional.of(MAPPER.readValue(text.substring(mark.length()), type))
                    : Optional.empty();
        } catch (JacksonException unreadable) {
            return Optional.empty();
        }
    }
}
