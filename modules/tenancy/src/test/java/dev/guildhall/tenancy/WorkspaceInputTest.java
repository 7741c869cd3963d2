package dev.guildhall.tenancy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.UserId;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients say about workspaces, read. */
class WorkspaceInputTest {

    @ParameterizedTest
    @CsvSource({
        "Acme Engineering, acme-engineering",
        "  Zürich & Genève , zurich-geneve",
        "42 is a name, is-a-name",
        "----Ärger----, arger",
    })
    void aKeyIsMadeOfTheName(String name, String key) {
        var request = NewWorkspace.of(new JsonObject().put("name", name));

        assertThat(request.key()).isEqualTo(key);
        assertThat(request.keyProposed()).isTrue();
    }

    @Test
    void aNameWithoutLettersForAKeyGetsARandomOne() {
        assertThat(NewWorkspace.of(new JsonObject().put("name", "会社")).key())
                .startsWith("workspace-")
                .hasSizeGreaterThan("workspace-".length());
    }

    @Test
    void everyFieldOfANewOneThatIsWrongIsNamed() {
        var body = new JsonObject()
                .put("key", "A")
                .put("name", " ")
                .put("plan", "GOLD")
                .put("timezone", "Mars/Olympus");

        assertThat(faults(() -> NewWorkspace.of(body))).containsExactlyInAnyOrder("key", "name", "plan", "timezone");
    }

    @Test
    void aFieldIsNamedAsItsClientCallsIt() {
        var body = new JsonObject().put("workspaceName", "Acme").put("workspaceTimezone", "Mars/Olympus");

        assertThat(faults(() -> NewWorkspace.of(
                        body,
                        field -> "workspace" + field.substring(0, 1).toUpperCase(Locale.ROOT) + field.substring(1))))
                .containsExactly("workspaceTimezone");
    }

    @Test
    void everyFieldOfAChangeThatIsWrongIsNamed() {
        var settings = new JsonObject()
                .put("defaultAgentId", "")
                .put("plan", (String) null)
                .put("timezone", "nowhere")
                .put(
                        "customAgentConfigs",
                        new JsonObject().put("helper", "none").put("good", new JsonObject()));
        var preferences = new JsonObject().put("iconColor", "blue").put("icon", "x".repeat(201));

        assertThat(faults(() -> WorkspaceChange.settings(settings)))
                .containsExactlyInAnyOrder("defaultAgentId", "plan", "timezone", "customAgentConfigs.helper");
        assertThat(faults(() -> WorkspaceChange.preferences(preferences)))
                .containsExactlyInAnyOrder("iconColor", "icon");
    }

    @Test
    void aChangeTouchesTheFieldsThatAreThereAndNullClearsOne() {
        var before = NewWorkspace.of(new JsonObject().put("name", "Acme").put("timezone", "Europe/Berlin"))
                .begun(new UserId(Ids.next()), Instant.EPOCH);

        var agent = WorkspaceChange.settings(new JsonObject().put("defaultAgentId", " helper "))
                .apply(before);
        var cleared = WorkspaceChange.settings(new JsonObject().putNull("defaultAgentId"))
                .apply(agent);

        assertThat(agent.settings().defaultAgent()).contains("helper");
        assertThat(agent.settings().timezone()).isEqualTo("Europe/Berlin");
        assertThat(cleared).isEqualTo(before);
        assertThat(WorkspaceChange.preferences(new JsonObject().put("iconColor", "#1E90FF"))
                        .apply(before)
                        .preferences()
                        .iconColor())
                .isEqualTo(Optional.of("#1e90ff"));
    }

    private static List<String> faults(ThrowingCallable reading) {
        return catchThrowableOfType(Problem.class, reading).details().stream()
                .map(Problem.Detail::field)
                .toList();
    }
}
