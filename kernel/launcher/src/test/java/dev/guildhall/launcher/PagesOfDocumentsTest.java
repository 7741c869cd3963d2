package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.core.config.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
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

    /** The rows of the README's table of settings: flags, variables, defaults. */
    private static List<List<String>> settings() throws IOException {
        var readme = Files.readString(ROOT.resolve("README.md"));
        var table = readme.substring(readme.indexOf("| flag | environment |"), readme.indexOf("## Install it"));
        return table.lines()
                .filter(line -> line.startsWith("| `--"))
                .map(line -> List.of(line.replace("`", "").split(" ?\\| ?", 5)).subList(1, 4))
                .toList();
    }

    @Test
    void theTableOfSettingsHasEachThereIsWithItsVariableAndDefault() throws IOException {
        var all = new LinkedHashMap<String, Setting<?>>();
        Stream.concat(Stream.of(ServerSettings.CONFIG), ServerSettings.IN_FILE.stream())
                .forEach(setting -> all.put(setting.flag(), setting));
        var named = new ArrayList<String>();
        for (var row : settings()) {
            var flags = row.get(0).split(", ");
            named.addAll(List.of(flags));
            assertThat(all).as(row.toString()).containsKeys(flags);
            assertThat(row.get(1)).startsWith(variable(all.get(flags[0]), row.get(1)));
            for (var flag : flags) {
                var fallback = all.get(flag).fallback();
                if (fallback != null && !row.get(2).contains("shown once")) {
                    assertThat(List.of(row.get(2).split(", ?"))).as(flag).contains(fallback);
                }
            }
        }

        assertThat(named).containsExactlyInAnyOrderElementsOf(all.keySet());
    }

    /** Of several flags the rest may be left to the reader. */
    private static String variable(Setting<?> setting, String shown) {
        return shown.contains("_\u2026") ? shown.substring(0, shown.indexOf('\u2026')) : setting.variable();
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
