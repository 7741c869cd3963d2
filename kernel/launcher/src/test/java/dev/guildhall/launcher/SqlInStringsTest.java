package dev.guildhall.launcher;

import static dev.guildhall.db.Guildhall.GUILDHALL;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jooq.Named;
import org.junit.jupiter.api.Test;

/** What the classes do not show: which tables the statements name that are written as text. */
class SqlInStringsTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern AS_TEXT =
            Pattern.compile("\\b(?:from|join|into|update|table)\\s+guildhall\\.([a-z_]+)\\b(?!\\s*\\()");
    private static final Pattern AS_CLASS =
            Pattern.compile("import static dev\\.guildhall\\.db\\.Tables\\.([A-Z_0-9]+);");

    /** The views that identity, membership and tenancy make for others to join with. */
    private static final Set<String> PUBLISHED = Set.of(
            "user_profile",
            "membership",
            "organization_workspace",
            "organization_person",
            "organization_team",
            "organization_team_person");

    private final Map<String, Set<String>> users = new TreeMap<>();
    private final Set<String> namedAsText = new TreeSet<>();

    @Test
    void nameTablesOfTheirOwnModuleOnly() throws IOException {
        for (var source : sources()) {
            read(source);
        }

        assertThat(namedAsText).contains("event", "event_counter", "mail", "user_session", "audit_entry");
        assertThat(namedAsText).isSubsetOf(tables());
        users.keySet().removeAll(PUBLISHED);
        assertThat(users)
                .allSatisfy((table, modules) -> assertThat(modules).as(table).hasSize(1));
    }

    private void read(Path source) throws IOException {
        var text = Files.readString(source);
        AS_TEXT.matcher(text).results().map(found -> found.group(1)).forEach(table -> {
            namedAsText.add(table);
            note(table, source);
        });
        AS_CLASS.matcher(text)
                .results()
                .map(found -> found.group(1).toLowerCase(Locale.ROOT))
                .forEach(table -> note(table, source));
    }

    private void note(String table, Path source) {
        users.computeIfAbsent(table, first -> new TreeSet<>()).add(module(source));
    }

    /** The folder below the kernel's or the modules'. */
    private static String module(Path source) {
        return ROOT.relativize(source).getName(1).toString();
    }

    private static Set<String> tables() {
        return GUILDHALL.getTables().stream().map(Named::getName).collect(Collectors.toSet());
    }

    /** Of the product: the benchmark fills tables as it needs them. */
    private static Set<Path> sources() throws IOException {
        var found = new TreeSet<Path>();
        for (var part : Set.of("kernel", "modules")) {
            try (var files = Files.walk(ROOT.resolve(part))) {
                productSources(files).forEach(found::add);
            }
        }
        return found;
    }

    private static Stream<Path> productSources(Stream<Path> files) {
        return files.filter(file -> file.toString().endsWith(".java"))
                .filter(file -> file.toString().contains("/src/main/java/"))
                .filter(file -> !module(file).equals("benchmark"));
    }
}
