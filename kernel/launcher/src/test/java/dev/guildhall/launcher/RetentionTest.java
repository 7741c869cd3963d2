package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.db.Guildhall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jooq.Named;
import org.junit.jupiter.api.Test;

/** The page that says how long what is kept. */
class RetentionTest {

    private static final Path PAGE = Path.of("..", "docs", "RETENTION.md");
    private static final Pattern TABLE = Pattern.compile("`([a-z]+(?:_[a-z]+)*)`");

    @Test
    void namesEveryTableOfTheSchemaOnce() throws IOException {
        var named = TABLE.matcher(Files.readString(PAGE))
                .results()
                .map((MatchResult found) -> found.group(1))
                .toList();

        assertThat(named)
                .as("kernel/docs/RETENTION.md; a new table is cut by a job, or says why not")
                .containsExactlyInAnyOrderElementsOf(Guildhall.GUILDHALL.getTables().stream()
                        .filter(table -> table.getTableType().isTable())
                        .map(Named::getName)
                        .toList());
    }
}
