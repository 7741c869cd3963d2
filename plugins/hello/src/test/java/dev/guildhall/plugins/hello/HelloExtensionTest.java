package dev.guildhall.plugins.hello;

import static org.assertj.core.api.Assertions.assertThat;

import dev.guildhall.spi.testing.FakeWorkspace;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HelloExtensionTest {

    private final FakeWorkspace workspace = new FakeWorkspace();

    @Test
    void greetsByName() {
        var hello = workspace.start(new HelloExtension());

        var said = hello.invoke("hello.greeting.say", new JsonObject().put("name", "Ada"));

        assertThat(said.getString("message")).isEqualTo("Hello, Ada!");
    }

    @Test
    void greetsWithTheConfiguredWords() {
        var hello =
                workspace.configured(new JsonObject().put("greeting", "Moin")).start(new HelloExtension());

        var page = hello.request("greetings.show", Map.of("name", "Ada"), Buffer.buffer());

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body().toJsonObject().getString("message")).isEqualTo("Moin, Ada!");
    }

    @Test
    void welcomesNewMembers() {
        var hello = workspace.start(new HelloExtension());

        hello.deliver(workspace.event("member.added", "user-1", new JsonObject().put("role", "MEMBER")));

        assertThat(workspace.emitted())
                .containsExactly(new FakeWorkspace.Emitted(
                        "hello.member.greeted", "user-1", new JsonObject().put("message", "Hello, new member!")));
    }

    @Test
    void remindsEverybodyWhenThatIsDue() {
        var hello = workspace.start(new HelloExtension());

        hello.run("reminder");

        assertThat(workspace.emitted())
                .containsExactly(new FakeWorkspace.Emitted(
                        "hello.week.greeted", null, new JsonObject().put("message", "Hello, everybody!")));
    }

    @Test
    void greetsContactsOfTheDirectory() {
        var hello = workspace.start(new HelloExtension());

        hello.deliver(workspace.event("directory.contact.created", "contact-1", new JsonObject()));

        assertThat(workspace.emitted())
                .containsExactly(new FakeWorkspace.Emitted(
                        "hello.contact.greeted", "contact-1", new JsonObject().put("message", "Hello, new contact!")));
    }
}
