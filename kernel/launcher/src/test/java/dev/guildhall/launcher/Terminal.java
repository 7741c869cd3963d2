package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Where somebody types what a page shows: a folder with this tree in it, and {@code guildhall} in the path. */
final class Terminal {

    private static final Pattern ASSIGNMENT = Pattern.compile("([A-Z0-9]+)=(\\S+)");
    private static final Pattern STATUS = Pattern.compile("(?s)(.*)\\n(\\d{3})");
    private static final String THERE_ALREADY = "EXTENSION.VERSION_EXISTS";

    private final Path folder;
    private final Map<String, String> variables = new HashMap<>();
    private final Map<String, String> instead = new LinkedHashMap<>();

    /** Beside a product, which is what commands mean by a server on port 8080 and by data. */
    Terminal(Path folder, RunningProduct product) throws IOException {
        this.folder = folder;
        for (var part : List.of("kernel", "modules", "plugins")) {
            Files.createSymbolicLink(
                    folder.resolve(part), ShownPage.ROOT.resolve(part).toRealPath());
        }
        var guildhall = RunningProduct.java(ClassArchive.using()).stream()
                .map(part -> "'" + part + "'")
                .collect(Collectors.joining(" ", "#!/bin/sh\nexec ", " \"$@\"\n"));
        var program =
                Files.writeString(Files.createDirectory(folder.resolve("bin")).resolve("guildhall"), guildhall);
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        variables.put("PATH", program.getParent() + File.pathSeparator + System.getenv("PATH"));
        variables.put("GUILDHALL_DATA_DIR", product.data().toString());
        replace("http://localhost:8080", product.url());
        replace("java -jar kernel/launcher/target/guildhall.jar", "guildhall");
    }

    void set(String variable, String value) {
        variables.put(variable, value);
    }

    /** What is typed in place of something that stands for it. */
    void replace(String shown, String typed) {
        instead.put(shown, typed);
    }

    /** Types a command, which has to succeed, and gives what it says: of a call, the body of the answer. */
    String type(String shown) throws IOException, InterruptedException {
        var command = typed(shown);
        var assignment = ASSIGNMENT.matcher(command);
        if (assignment.matches()) {
            set(assignment.group(1), assignment.group(2));
            return "";
        }
        return command.startsWith("curl ") ? call(command) : say(shown);
    }

    /** Types a command that goes on, and writes what it says into a file. */
    Process begin(String shown, Path said) throws IOException {
        return shell("exec " + typed(shown)).redirectOutput(said.toFile()).start();
    }

    private String typed(String shown) {
        var command = shown;
        for (var each : instead.entrySet()) {
            command = command.replace(each.getKey(), each.getValue());
        }
        return command;
    }

    private String call(String command) throws IOException, InterruptedException {
        var ended = end(command.replaceFirst(
                "curl", "curl -sS -w '\\\\n%{http_code}'" + (command.startsWith("curl -N") ? " --max-time 2" : "")));
        var answer = STATUS.matcher(ended.said());
        assertThat(answer.matches()).as("%s: %s", command, ended.said()).isTrue();
        assertThat(Integer.parseInt(answer.group(2)))
                .as("%s: %s", command, ended.said())
                .isBetween(200, answer.group(1).contains(THERE_ALREADY) ? 409 : 299);
        return answer.group(1);
    }

    /** The same of a command whose answer may be a refusal. */
    String say(String shown) throws IOException, InterruptedException {
        var ended = end(typed(shown));
        assertThat(ended.exitCode()).as("%s: %s", shown, ended.said()).isZero();
        return ended.said();
    }

    private RunningProduct.Ended end(String command) throws IOException, InterruptedException {
        var shell = shell(command).start();
        var said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
        return new RunningProduct.Ended(shell.exitValue(), said);
    }

    private ProcessBuilder shell(String command) {
        var builder = new ProcessBuilder("sh", "-c", command)
                .directory(folder.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        return builder;
    }
}
