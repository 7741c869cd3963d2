package dev.guildhall.benchmark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReportTest {

    @TempDir
    Path folder;

    @Test
    void showsRunsSideBySideWithoutANetwork() throws Exception {
        var before = run("before", "{\"duty\":\"read </script>\",\"ratio\":0.5,\"atLeast\":0.7,\"rounds\":[]}");
        var after = run("after", "{\"duty\":\"read </script>\",\"ratio\":0.8,\"atLeast\":0.7,\"rounds\":[]}");

        Report.write(List.of(before, after));

        assertThat(Files.readString(folder.resolve("report.html")))
                .contains("\"began\":\"before\"", "\"began\":\"after\"", "Chart.js v")
                .doesNotContain("read </script>", "{{")
                .doesNotContainPattern("(src|href)=\"?http");
    }

    private Path run(String began, String duty) throws Exception {
        return Files.writeString(
                folder.resolve(began + ".json"), "{\"began\":\"" + began + "\",\"cases\":[" + duty + "]}");
    }
}
