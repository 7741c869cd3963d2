package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What {@code kernel/docs/SECURITY.md} says: tests of weaknesses that are to be there, and what the contract says as well. */
class SecurityTableTest {

    private static final Path TREE = Path.of("..", "..");
    private static final Pattern OPERATION = Pattern.compile("`((?:GET|POST) /[^`]*)`");
    private static final Pattern TEST = Pattern.compile("`(\\w+Test)(?:\\.(\\w+))?`");

    @Test
    void eachKindOfWeaknessHasTestsThatAreThere() throws IOException {
        var rows = rows();
        var sources = sources();
        var missing = new ArrayList<String>();

        for (var row : rows) {
            var named = TEST.matcher(row);
            var count = 0;
            for (; named.find(); count++) {
                var method = named.group(2);
                var isThere = sources.getOrDefault(named.group(1), List.of()).stream()
                        .anyMatch(source -> method == null || source.contains(" void " + method + "("));
                if (!isThere) {
                    missing.add(named.group());
                }
            }
            assertThat(count).as(row).isPositive();
        }

        assertThat(missing).isEmpty();
        assertThat(rows).hasSizeGreaterThanOrEqualTo(30);
    }

    @Test
    void eachOperationThatTokensMayCallInNoTenantIsNamedWithTheScopeItNeeds() throws IOException {
        var section = Files.readString(TREE.resolve("kernel/docs/SECURITY.md"))
                .replaceAll("(?s).*\n## Scopes of tokens\n|\n## What an extension can do.*", "");
        var named = OPERATION
                .matcher(section)
                .results()
                .map(found -> found.group(1))
                .filter(operation -> !operation.equals("POST /api/auth/introspect"))
                .toList();
        var declared = new ArrayList<String>();
        ServedDocument.all().get(0).operations().stream()
                .filter(operation -> operation.json().getString("x-permission").equals("authenticated")
                        && !operation.json().getString("x-token-scope", "none").equals("none"))
                .forEach(operation -> {
                    declared.add(operation.method().toUpperCase(Locale.ROOT) + " " + operation.path());
                    var scope = operation.json().getString("x-token-scope");
                    assertThat(scope.equals("any") || section.contains("`" + scope + "`"))
                            .as(scope)
                            .isTrue();
                });

        assertThat(declared).hasSizeGreaterThan(5);
        assertThat(named).containsAll(declared);
        assertThat(declared).containsAll(named);
    }

    private static List<String> rows() throws IOException {
        return Files.readAllLines(TREE.resolve("kernel/docs/SECURITY.md")).stream()
                .dropWhile(line -> !line.equals("## Weaknesses of others"))
                .dropWhile(line -> !line.startsWith("|---"))
                .skip(1)
                .takeWhile(line -> line.startsWith("|"))
                .toList();
    }

    /** The tests of the tree by the names of their classes, of which there may be several. */
    private static Map<String, List<String>> sources() throws IOException {
        var sources = new HashMap<String, List<String>>();
        for (var part : List.of("kernel", "modules")) {
            try (var modules = Files.list(TREE.resolve(part))) {
                for (var tests : modules.map(module -> module.resolve("src/test/java"))
                        .filter(Files::isDirectory)
                        .toList()) {
                    try (var files = Files.walk(tests)) {
                        for (var file : files.filter(one -> one.toString().endsWith("Test.java"))
                                .toList()) {
                            var name = file.getFileName().toString().replace(".java", "");
                            sources.computeIfAbsent(name, first -> new ArrayList<>())
                                    .add(Files.readString(file));
                        }
                    }
                }
            }
        }
        return sources;
    }
}
