package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages beside the README. */
class PagesOfDocumentsTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern LINK = Pattern.compile("\\]\\((?!https?://|#)([^)#]+)");
    private static final Pattern FLAG = Pattern.compile("`(--[a-z][a-z-]+)");

    private static List<Path> pages() throws IOException {
        try (var docs = Files.list(ROOT.resolve("kernel/docs"))) {
            return Stream.concat(Stream.of(ROOT.resolve("README.md"), Path.of("deploy", "README.md")), docs)
                    .toList();
        }
    }

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        for (var page : pages()) {
            LINK.matcher(Files.readString(page))
                    .results()
                    .forEach(link -> assertThat(page.resolveSibling(link.group(1)))
                            .as("a link of " + page)
                            .exists());
        }
    }

    @Test
    void everyPageIsReachedFromTheReadme() throws IOException {
        var readme = Files.readString(ROOT.resolve("README.md"));

        assertThat(pages().subList(1, pages().size()))
                .allSatisfy(page -> assertThat(readme).contains(page.getFileName() + ")"));
    }

    @Test
    void everyFlagThatIsNamedIsOne() throws IOException {
        var flags =
                ServerSettings.IN_FILE.stream().map(setting -> setting.flag()).toList();
        try (var docs = Files.list(ROOT.resolve("kernel/docs"))) {
            for (var page : docs.toList()) {
                FLAG.matcher(Files.readString(page))
                        .results()
                        .forEach(flag -> assertThat(flags).as(page.toString()).contains(flag.group(1)));
            }
        }
    }
}
