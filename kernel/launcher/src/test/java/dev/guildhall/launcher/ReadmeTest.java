package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the README says, read from it and done in its order: the demonstration, and on its data the calls that follow. Not
 * those that need what is not here, a Kafka or a hosted model.
 */
class ReadmeTest {

    private static final Path ROOT = Path.of("..", "..");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```bash\\n(.*?)^```");
    private static final Pattern PASSWORD = Pattern.compile("password {8}(\\S+)");
    private static final Pattern STEP = Pattern.compile("(?m)^ +(\\d+)  .* +\\d+ ms$");
    private static final String WEBHOOK = "127.0.0.1:9000/\"";
    private static final Pattern STATUS = Pattern.compile("\\n(\\d{3})$");

    /** What a call's answer is called further down, by what tells the call. */
    private static final Map<String, String> NAMES = Map.of(
            "localhost:8080/api/workspaces ", "WORKSPACE",
            "localhost:8080/api/apps ", "APP",
            "/keys ", "KEY",
            "localhost:8080/api/organizations ", "ORG",
            "$ORG/workspaces -H", "WORKSPACE",
            "/subscriptions -H", "SUBSCRIPTION",
            "\"First\"", "SECRET",
            "/sessions -H", "SESSION");

    /** What takes something of others, or the codes of somebody's phone. */
    private static final List<String> NOT_HERE =
            List.of("KAFKA", "openai", "login.acme.com", "totp/confirm", "login/second-factor");

    @TempDir
    Path folder;

    private final Map<String, String> variables = new HashMap<>();

    /** The program that takes webhooks, and what it says. */
    private Process webhook;

    private Path webhooks;
    private int webhookPort;

    @Test
    void goesThroughFromTheDemonstrationToTheLastCall() throws Exception {
        var data = folder.resolve("data");
        try (var free = new ServerSocket(0)) {
            webhookPort = free.getLocalPort();
        }
        try (var demo = RunningProduct.demonstrate(data)) {
            Awaitility.await()
                    .atMost(Duration.ofMinutes(3))
                    .until(() -> demo.log().contains("Stop it with Ctrl-C"));
            var said = demo.log();
            assertThat(STEP.matcher(said).results().map(step -> step.group(1))).hasSize(11);
            assertThat(said)
                    .contains("Its log is in " + data.resolve("demo.log"))
                    .doesNotContain(" INFO ");
            assertThat(data.resolve("demo.log")).content().contains(" INFO ");
            var password = PASSWORD.matcher(said);
            assertThat(password.find()).isTrue();

            var commands = commands(demo.url(), password.group(1));
            for (var command : commands) {
                call(command);
            }

            assertThat(commands).hasSizeGreaterThan(20);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(webhooks).content().contains("genuine ", "invitation.created"));
            assertThat(webhooks).content().doesNotContain("forged");
        } finally {
            if (webhook != null) {
                webhook.destroyForcibly();
            }
        }
    }

    private List<String> commands(String url, String password) throws IOException {
        variables.put("PASSWORD", password);
        variables.put("URL", url);
        return BLOCK.matcher(Files.readString(ROOT.resolve("README.md")))
                .results()
                .flatMap(block -> commands(block.group(1)).stream())
                .filter(command -> command.matches("(?s)(curl|API=|V1=|java modules/).*"))
                .filter(command -> NOT_HERE.stream().noneMatch(command::contains))
                .toList();
    }

    /** A line goes on where it ends with a backslash or within quotes. */
    private static List<String> commands(String block) {
        var commands = new ArrayList<String>();
        var command = new StringBuilder();
        for (var line : block.lines().toList()) {
            command.append(line).append('\n');
            var quotes = command.chars().filter(letter -> letter == '\'').count();
            if (!line.endsWith("\\") && quotes % 2 == 0) {
                commands.add(command.toString().strip());
                command.setLength(0);
            }
        }
        return commands;
    }

    private void call(String command) throws Exception {
        if (command.startsWith("java ")) {
            takeWebhooks(command);
            return;
        }
        if (!command.startsWith("curl")) {
            var assignment = command.split("=", 2);
            variables.put(assignment[0], assignment[1].replace("http://localhost:8080", variables.get("URL")));
            return;
        }
        var isStream = command.startsWith("curl -N");
        var answer = shell(command.replace("http://localhost:8080", variables.get("URL"))
                .replace("cookies.txt", folder.resolve("cookies.txt").toString())
                .replace("\u2026", variables.get("PASSWORD"))
                .replace(WEBHOOK, "127.0.0.1:" + webhookPort + "/\"")
                .replaceFirst("curl", "curl -sS -w '\\\\n%{http_code}'" + (isStream ? " --max-time 2" : "")));
        var status = STATUS.matcher(answer);
        assertThat(status.find()).as("%s: %s", command, answer).isTrue();
        var isThereAlready = answer.contains("EXTENSION.VERSION_EXISTS");
        assertThat(Integer.parseInt(status.group(1)))
                .as("%s: %s", command, answer)
                .isBetween(200, isThereAlready ? 409 : 299);
        NAMES.forEach((call, name) -> {
            if (command.contains(call)) {
                variables.put(name, value(new JsonObject(answer.substring(0, status.start())), name));
            }
        });
    }

    private static String value(JsonObject answer, String name) {
        var data = answer.getJsonObject("data", answer);
        if (name.equals("KEY") || name.equals("SECRET")) {
            return data.getString(name.toLowerCase(Locale.ROOT));
        }
        return data.containsKey("id")
                ? data.getString("id")
                : data.getString("name").replaceFirst(".*/", "");
    }

    private void takeWebhooks(String command) throws IOException {
        webhooks = folder.resolve("webhooks");
        var builder = new ProcessBuilder("sh", "-c", "exec " + command + " " + webhookPort)
                .directory(ROOT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(webhooks.toFile());
        builder.environment().putAll(variables);
        webhook = builder.start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .untilAsserted(() -> assertThat(webhooks).content().contains("Waiting for events"));
    }

    private String shell(String command) throws IOException, InterruptedException {
        var builder =
                new ProcessBuilder("sh", "-c", command).directory(ROOT.toFile()).redirectErrorStream(true);
        builder.environment().putAll(variables);
        var shell = builder.start();
        var said = new String(shell.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(shell.waitFor(60, TimeUnit.SECONDS)).as(command).isTrue();
        return said;
    }
}
