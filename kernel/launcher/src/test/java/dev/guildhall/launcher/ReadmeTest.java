package dev.guildhall.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.identity.internal.factor.Totp;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README says, read from it and done in its order: the demonstration, and on its data the calls that follow. */
class ReadmeTest {

    private static final Pattern PASSWORD = Pattern.compile("password {8}(\\S+)");
    private static final Pattern STEP = Pattern.compile("(?m)^ +(\\d+)  .* +\\d+ ms$");
    private static final Pattern CHALLENGE = Pattern.compile("challenge=\"([^\"]+)\"");

    /** Of this machine as well, on Linux; elsewhere there is nothing that answers there. */
    private static final String ANOTHER_ADDRESS = "127.0.0.2";

    /** What a call's answer is called further down, by what tells the call. */
    private static final Map<String, String> NAMES = Map.of(
            "localhost:8080/api/workspaces ", "WORKSPACE",
            "localhost:8080/api/apps ", "APP",
            "/keys ", "KEY",
            "localhost:8080/api/organizations ", "ORG",
            "$ORG/workspaces -H", "WORKSPACE",
            "/subscriptions -H", "SUBSCRIPTION",
            "\"First\"", "SECRET",
            "\"LINK\"", "TOKEN",
            "/sessions -H", "SESSION",
            "/factors/totp ", "SECRET");

    @TempDir
    Path folder;

    private RunningProduct demo;
    private Terminal terminal;
    private String password;
    private String secret;
    private String members = "";

    /** The program that takes webhooks, and what it says. */
    private Process webhook;

    private Path webhooks;

    @Test
    void goesThroughFromTheDemonstrationToTheLastCall() throws Exception {
        webhooks = folder.resolve("webhooks");
        try (var running = RunningProduct.demonstrate(folder.resolve("data"));
                var provider = new FakeIdentityProvider(running.url())) {
            demo = running;
            showsItsStepsOnThisMachineAlone();
            terminal = terminal();
            terminal.replace("https://login.acme.com", provider.issuer());

            var commands = ShownPage.README.run();
            for (var command : commands) {
                follow(command);
            }

            assertThat(commands).hasSizeGreaterThan(40);
            assertThat(members).contains("\"grace@example.org\"", "\"Grace Hopper\"");
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(Files.readAllLines(webhooks))
                            .anyMatch(line -> line.startsWith("genuine ") && line.contains("\"invitation.created\""))
                            .anyMatch(line -> line.startsWith("genuine ") && line.contains("\"member.added\"")));
            assertThat(webhooks).content().doesNotContain("forged");
        } finally {
            if (webhook != null) {
                webhook.destroyForcibly();
            }
        }
    }

    private void showsItsStepsOnThisMachineAlone() {
        Awaitility.await().atMost(Duration.ofMinutes(3)).until(() -> demo.log().contains("Stop it with Ctrl-C"));
        var said = demo.log();
        assertThat(STEP.matcher(said).results().map(step -> step.group(1))).hasSize(11);
        assertThat(said)
                .contains("Its log is in " + demo.data().resolve("demo.log"))
                .contains("allows what serve does not: webhooks to this machine")
                .contains(
                        "It does not\n  allow other machines in: it listens on 127.0.0.1 alone, serve on all addresses.")
                .doesNotContain(" INFO ");
        assertThat(demo.data().resolve("demo.log")).content().contains(" INFO ");
        assertThatThrownBy(() -> {
                    try (var other = new Socket()) {
                        other.connect(new InetSocketAddress(ANOTHER_ADDRESS, demo.port()), 2_000);
                    }
                })
                .as("it listens on no other address")
                .isInstanceOf(IOException.class);
        var printed = PASSWORD.matcher(said);
        assertThat(printed.find()).isTrue();
        password = printed.group(1);
    }

    private Terminal terminal() throws IOException {
        var typing = new Terminal(Files.createDirectory(folder.resolve("terminal")), demo);
        typing.replace("\u2026", password);
        typing.replace("developer-sequence.sh", "developer-sequence.sh " + demo.url());
        try (var free = new ServerSocket(0)) {
            typing.replace("127.0.0.1:9000/\"", "127.0.0.1:" + free.getLocalPort() + "/\"");
            typing.replace("Webhook.java $SECRET", "Webhook.java $SECRET " + free.getLocalPort());
        }
        return typing;
    }

    private void follow(String command) throws Exception {
        if (command.startsWith("java modules/")) {
            webhook = terminal.begin(command, webhooks);
            Awaitility.await()
                    .atMost(Duration.ofMinutes(1))
                    .untilAsserted(() -> assertThat(webhooks).content().contains("Waiting for events"));
            return;
        }
        if (command.contains("totp/confirm")) {
            terminal.replace("287082", Totp.code(secret, Instant.now()));
        }
        if (command.contains("login/second-factor")) {
            terminal.replace("ghl_cha_...", challenge());
            terminal.replace("005924", Totp.code(secret, Instant.now().plusSeconds(30))); // each works once
        }
        var answer = terminal.type(command);
        if (command.endsWith("/members")) {
            members = answer;
        }
        NAMES.forEach((call, name) -> {
            if (command.contains(call)) {
                var value = value(new JsonObject(answer), name);
                terminal.set(name, value);
                secret = name.equals("SECRET") ? value : secret;
            }
        });
    }

    /** What who signs in again is asked for, by the client that will answer it. */
    private String challenge() throws IOException, InterruptedException {
        var asked = CHALLENGE.matcher(terminal.say(ShownPage.README.run().get(0) + " -sS -i"));
        assertThat(asked.find()).isTrue();
        return asked.group(1);
    }

    private static String value(JsonObject answer, String name) {
        var data = answer.getJsonObject("data", answer);
        var field = name.toLowerCase(Locale.ROOT);
        if (data.getValue(field) instanceof String value) {
            return value;
        }
        return data.containsKey("id")
                ? data.getString("id")
                : data.getString("name").replaceFirst(".*/", "");
    }
}
