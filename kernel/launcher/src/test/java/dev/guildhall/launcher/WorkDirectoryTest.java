package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WorkDirectoryTest {

    @TempDir
    Path data;

    @Test
    void leavesNothingBehindWhenItIsClosed() throws Exception {
        try (var work = WorkDirectory.open(data)) {
            Files.writeString(work.directory().resolve("upload"), "half of it");
            Files.createDirectory(work.directory().resolve("hello"));
        }

        assertThat(nodes()).isEmpty();
    }

    @Test
    void deletesWhatAKilledProcessLeft() throws Exception {
        var abandoned = Files.createDirectories(data.resolve("work/node-1/extensions"));
        Files.writeString(abandoned.resolve("upload"), "half of it");
        Files.createFile(data.resolve("work/node-1.lock"));

        try (var work = WorkDirectory.open(data)) {
            assertThat(nodes()).containsExactly(work.directory());
        }
    }

    @Test
    void keepsWhatOthersInTheSameDataDirectoryUse() throws Exception {
        try (var first = WorkDirectory.open(data)) {
            var upload = Files.writeString(first.directory().resolve("upload"), "half of it");
            try (var second = WorkDirectory.open(data)) {
                assertThat(second.directory()).isNotEqualTo(first.directory());
            }

            assertThat(upload).exists();
        }
    }

    private List<Path> nodes() throws IOException {
        try (var nodes = Files.list(data.toRealPath().resolve("work"))) {
            return nodes.filter(Files::isDirectory).toList();
        }
    }
}
