package org.chasqui.messaging.actuate;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.chasqui.messaging.books.Verification;
import org.chasqui.messaging.books.Verification.Result;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * {@code GET /actuator/verification} shows what was found in the books of the service. {@code POST} examines them at once, in the background;
 * with {@code ?repair=true} rows that differ get what their events say.
 */
@Endpoint(id = "verification")
public final class VerificationEndpoint {

    private final Verification verification;
    private final OperatorActions actions;

    public VerificationEndpoint(Verification verification, OperatorActions actions) {
        this.verification = verification;
        this.actions = actions;
    }

    /**
     * @param pending whether somebody has asked for a book, and has no answer yet
     * @param equal whether all books were equal when they were examined last
     * @param report the same in sentences
     */
    public record Overview(boolean pending, boolean equal, List<Result> books, List<String> report) {}

    @ReadOperation
    public Overview overview() {
        var books = verification.results();
        return new Overview(
                books.stream().anyMatch(Result::pending),
                books.stream().allMatch(VerificationEndpoint::isEqual),
                books,
                books.stream().flatMap(VerificationEndpoint::report).toList());
    }

    @WriteOperation
    public Overview examine(@Nullable Boolean repair) {
        if (!Boolean.TRUE.equals(repair)) {
            verification.request(false);
            return overview();
        }
        return actions.record(
                "repair",
                "all books",
                () -> {
                    verification.request(true);
                    return overview();
                },
                begun -> "begun");
    }

    private static boolean isEqual(Result book) {
        return book.verifiedAt() != null
                && book.waits() == null
                && book.differences().isEmpty();
    }

    private static Stream<String> report(Result book) {
        return Stream.of(
                        Stream.of(summary(book)),
                        book.repaired().stream().map("  repaired: "::concat),
                        book.differences().stream().map("  "::concat))
                .flatMap(lines -> lines);
    }

    private static String summary(Result book) {
        if (book.waits() != null || book.verifiedAt() == null) {
            return "%s: not compared%s".formatted(book.name(), book.waits() == null ? "" : ", " + book.waits());
        }
        return String.format(
                Locale.ROOT,
                "%s: %s, %,d rows, %.0f s ago",
                book.name(),
                switch (book.differences().size()) {
                    case 0 -> "equal";
                    case 1 -> "1 difference";
                    default -> book.differences().size() + " differences";
                },
                book.rows(),
                book.ageSeconds());
    }
}
