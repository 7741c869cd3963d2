package dev.guildhall.db.embedded;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class TemporaryPostgresTest {

    @Test
    void leavesNothingBehindWhenClosed() {
        Options options = Options.temporary();
        Path data = options.dataDirectory();
        try (var postgres = EmbeddedPostgres.start(options)) {
            assertThat(postgres.port()).isPositive();
            assertThat(data).exists();
        }

        assertThat(data).doesNotExist();
        assertThat(data.resolveSibling(data.getFileName() + ".lock")).doesNotExist();
    }

    @Test
    void removesWhatAKilledRunHasLeft() throws Exception {
        Path abandoned = Options.temporary().dataDirectory();
        Path lock = abandoned.resolveSibling(abandoned.getFileName() + ".lock");
        Files.createDirectories(abandoned.resolve("base"));
        Files.createFile(lock);
        Files.setLastModifiedTime(lock, FileTime.from(Instant.now().minus(Duration.ofHours(1))));

        Options.temporary();

        assertThat(abandoned).doesNotExist();
        assertThat(lock).doesNotExist();
    }

    @Test
    void sparesARunThatGoesOn() throws Exception {
        Options options = Options.temporary();
        Path data = options.dataDirectory();
        try (var postgres = EmbeddedPostgres.start(options)) {
            Files.setLastModifiedTime(
                    data.resolveSibling(data.getFileName() + ".lock"),
                    FileTime.from(Instant.now().minus(Duration.ofHours(1))));

            Options.temporary();

            assertThat(data).exists();
            assertThat(postgres.isClosed()).isFalse();
        }
    }
}
