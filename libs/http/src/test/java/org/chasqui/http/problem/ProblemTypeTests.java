package org.chasqui.http.problem;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpStatus;

class ProblemTypeTests {

    @ParameterizedTest
    @EnumSource
    void isDocumented(ProblemType type) throws IOException {
        var section = "### %s%n%n**%d** ".formatted(type.slug(), type.status().value());
        assertThat(Files.readString(Path.of("../../docs/problems.md"))).contains(section);
    }

    @Test
    void saysMostAboutAStatusWithoutATypeOfItsOwn() {
        assertThat(ProblemType.of(HttpStatus.EXPECTATION_FAILED)).isEqualTo(ProblemType.MALFORMED_REQUEST);
        assertThat(ProblemType.of(HttpStatus.NOT_IMPLEMENTED)).isEqualTo(ProblemType.INTERNAL_ERROR);
    }
}
