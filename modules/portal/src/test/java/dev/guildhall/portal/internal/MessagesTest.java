package dev.guildhall.portal.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The texts of the portal. That each key which is used exists, the compiler checks as well. */
class MessagesTest {

    private static final Path WEB = Path.of("src/main/web");

    /** Keys that are put together of a beginning and what the API calls something. */
    private static final Pattern BEGINNING = Pattern.compile("\\bword\\('(\\w+)'");

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\w+}");

    private static JsonObject messages(String language) throws IOException {
        return new JsonObject(Files.readString(WEB.resolve("messages/" + language + ".json")));
    }

    private static List<String> sources() throws IOException {
        try (var files = Files.walk(WEB)) {
            var texts = new ArrayList<String>();
            for (var file :
                    files.filter(path -> path.toString().matches(".*\\.tsx?")).toList()) {
                texts.add(Files.readString(file));
            }
            return texts;
        }
    }

    private static Set<String> found(Pattern pattern) throws IOException {
        return sources().stream()
                .flatMap(source -> pattern.matcher(source).results())
                .map(found -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void bothLanguagesSayTheSameThings() throws IOException {
        var english = messages("en");
        var german = messages("de");

        assertThat(german.fieldNames()).containsExactlyElementsOf(english.fieldNames());
        assertThat(english.fieldNames()).allSatisfy(key -> {
            assertThat(german.getString(key)).as(key).isNotBlank();
            assertThat(placeholders(german.getString(key)))
                    .as(key)
                    .containsExactlyElementsOf(placeholders(english.getString(key)));
        });
    }

    private static Set<String> placeholders(String text) {
        return PLACEHOLDER
                .matcher(text)
                .results()
                .map(MatchResult::group)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyTextThatIsUsedIsThere() throws IOException {
        var keys = messages("en").fieldNames();
        var used = found(Pattern.compile("\\b(?:t|plural)\\(\\s*'([\\w.]+)'"));

        assertThat(used)
                .hasSizeGreaterThan(100)
                .allSatisfy(key -> assertThat(keys).containsAnyOf(key, key + ".other"));
    }

    @Test
    void everyTextThatIsThereIsUsed() throws IOException {
        var beginnings = found(BEGINNING);
        var all = String.join("\n", sources());

        assertThat(messages("en").fieldNames())
                .allSatisfy(
                        key -> assertThat(isUsed(key, beginnings, all)).as(key).isTrue());
    }

    private static boolean isUsed(String key, Set<String> beginnings, String sources) {
        var name = key.replaceFirst("\\.(one|other)$", "");
        return sources.contains("'" + name + "'") || beginnings.contains(key.substring(0, key.indexOf('.')));
    }

    @Test
    void noTextIsInTheCode() throws IOException {
        // Words between tags, which are not in braces.
        var between = Pattern.compile("(?<![=!<>-])>\\s*([A-Za-z][a-z]+( [a-z]+)+)\\s*<");

        assertThat(found(between)).isEmpty();
    }
}
