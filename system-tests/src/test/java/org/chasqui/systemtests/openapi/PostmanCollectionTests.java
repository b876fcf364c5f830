package org.chasqui.systemtests.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class PostmanCollectionTests {

    @Test
    void theCommittedCollectionIsCurrent() throws IOException {
        var file = Documents.file(PostmanCollection.FILE);
        var collection = PostmanCollection.write();
        if (Boolean.getBoolean("openapi.update")) {
            Files.writeString(file, collection);
        }
        assertThat(file)
                .as(
                        "docs/openapi has changed and the collection has not; to write it anew: %s",
                        "mvn test -Dopenapi.update=true, then commit docs")
                .content()
                .isEqualTo(collection);
    }
}
