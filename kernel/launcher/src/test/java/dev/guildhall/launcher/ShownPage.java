package dev.guildhall.launcher;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The pages that show commands. What is not run from their text is told apart by a part of it, with the reason. */
enum ShownPage {
    README(
            "README.md",
            Map.of(
                    "mvn ", "is the build itself; the demonstration after it is started by the test",
                    "benchmark.jar", "takes minutes each, on a quiet machine",
                    "KAFKA", "needs a Kafka; modules/events tests it with one",
                    "openai", "asks a hosted model; plugins/openai-compatible tests it with a fake")),
    EXTENSIONS(
            "plugins/README.md",
            Map.of(
                    "guildhall extension new", "is run by author.sh",
                    "cd polls && mvn package", "is run by author.sh",
                    "guildhall dev", "serves on; DevelopedExtensionTest does",
                    "mvn -q -pl plugins/hello", "is what the build has done before")),
    DEPLOYMENTS(
            "kernel/launcher/deploy/README.md",
            Map.of(
                    "podman ", "needs images from a registry",
                    "kubectl ", "needs a cluster; DeployTest reads what it is given")),
    DISTRIBUTION(
            "kernel/launcher/src/distribution/README.md",
            Map.of(
                    "/opt/guildhall", "is for root; DebianPackageIT installs the same by a package",
                    "useradd", "is for root",
                    "/etc/", "is for root",
                    "systemctl", "needs systemd",
                    "journalctl", "needs systemd",
                    "bin/guildhall ", "is that of the archive, which DistributionIT starts"));

    static final Path ROOT = Path.of("..", "..");

    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(?:bash|sh)\\n(.*?)^```");

    private static final Pattern COMMENT = Pattern.compile("(?m) {2,}# .*$");

    private final String file;
    private final Map<String, String> elsewhere;

    ShownPage(String file, Map<String, String> elsewhere) {
        this.file = file;
        this.elsewhere = elsewhere;
    }

    Path path() {
        return ROOT.resolve(file);
    }

    Map<String, String> elsewhere() {
        return elsewhere;
    }

    /** All of its commands, in their order. */
    List<String> shown() throws IOException {
        return BLOCK.matcher(Files.readString(path()))
                .results()
                .flatMap(block -> commands(block.group(1)).stream())
                .filter(command -> !command.isEmpty() && !command.startsWith("#"))
                .toList();
    }

    /** Those that a test runs. */
    List<String> run() throws IOException {
        return shown().stream()
                .filter(command -> elsewhere.keySet().stream().noneMatch(command::contains))
                .toList();
    }

    /** A line goes on where it ends with a backslash or within quotes. */
    private static List<String> commands(String block) {
        var commands = new ArrayList<String>();
        var command = new StringBuilder();
        for (var line : block.lines().toList()) {
            command.append(line).append('\n');
            var quotes = COMMENT.matcher(command)
                    .replaceAll("")
                    .chars()
                    .filter(letter -> letter == '\'')
                    .count();
            if (!line.endsWith("\\") && quotes % 2 == 0) {
                commands.add(command.toString().strip());
                command.setLength(0);
            }
        }
        return commands;
    }
}
