package dev.guildhall.launcher;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the linters that others use say of the served contracts: nothing, warnings and hints included. */
class LintedContractsTest {

    private static final Duration LIMIT = Duration.ofMinutes(4);

    @TempDir
    private static Path folder;

    private static NodeProject linters;
    private static List<String> contracts;

    @BeforeAll
    static void install() throws Exception {
        linters = NodeProject.install("lint", folder);
        assumeTrue(linters.isAtLeast(20), "The Node.js that is here is too old for redocly, which takes 20.");
        var documents = ServedDocument.all();
        contracts = documents.stream().map(LintedContractsTest::fileName).toList();
        for (var document : documents) {
            Files.write(
                    folder.resolve(fileName(document)),
                    document.json().toBuffer().getBytes());
        }
    }

    private static String fileName(ServedDocument document) {
        return Path.of(document.name()).getFileName().toString();
    }

    @Test
    void redoclyFindsNothing() throws Exception {
        linters.run("node_modules/@redocly/cli/bin/cli.js", arguments("lint", "--format=stylish"))
                .requireGoodOrder(LIMIT);
    }

    @Test
    void spectralFindsNothing() throws Exception {
        linters.run(
                        "node_modules/@stoplight/spectral-cli/dist/index.js",
                        arguments("lint", "--fail-severity=hint", "--ruleset=.spectral.yaml"))
                .requireGoodOrder(LIMIT);
    }

    private static String[] arguments(String... own) {
        return Stream.concat(Stream.of(own), contracts.stream()).toArray(String[]::new);
    }
}
