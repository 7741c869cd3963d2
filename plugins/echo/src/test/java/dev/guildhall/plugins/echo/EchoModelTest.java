package dev.guildhall.plugins.echo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.testing.FakeQuestion;
import dev.guildhall.spi.testing.FakeWorkspace;
import dev.guildhall.spi.testing.StartedExtension;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.assertj.core.api.ThrowingConsumer;
import org.junit.jupiter.api.Test;

class EchoModelTest {

    private final StartedExtension echo = new FakeWorkspace().start(new EchoExtension());

    @Test
    void repeatsWhatItIsToldAWordAtATime() {
        var answer = echo.answer("echo", asked("Is it  raining?"));

        assertThat(answer.text()).isEqualTo("Is it  raining?");
        assertThat(answer.pieces()).containsExactly("Is ", "it  ", "raining?");
        assertThat(answer.usage().inputTokens()).isEqualTo(3);
        assertThat(answer.usage().outputTokens()).isEqualTo(3);
    }

    @Test
    void callsAToolAndSaysWhatCameOfIt() {
        var first = echo.answer("echo", asked("/call contacts_find {\"name\":\"Ada L\"}"));

        assertThat(first.calls()).hasSize(1);
        var call = first.calls().get(0);
        assertThat(call.tool()).isEqualTo("contacts_find");
        assertThat(call.input()).isEqualTo(new JsonObject().put("name", "Ada L"));

        var second = echo.answer(
                "echo",
                FakeQuestion.of(
                        "echo",
                        ChatMessage.user("/call contacts_find"),
                        ChatMessage.assistant("", List.of(call)),
                        ChatMessage.tool(call.id(), "{\"found\":1}")));
        assertThat(second.text()).isEqualTo("{\"found\":1}");
        assertThat(second.calls()).isEmpty();
    }

    @Test
    void failsInTheWaysThatItIsAskedTo() {
        assertThatThrownBy(() -> echo.answer("echo", asked("/refuse"))).satisfies(isOfKind("FORBIDDEN"));
        assertThatThrownBy(() -> echo.answer("echo", asked("/overload"))).satisfies(isOfKind("UNAVAILABLE"));
        assertThatThrownBy(() -> echo.answer("echo", asked("/fail"))).satisfies(isOfKind("FAILED"));
        assertThatThrownBy(() -> echo.answer("echo", asked("/call tool nonsense")))
                .satisfies(isOfKind("INVALID"));
    }

    @Test
    void speaksSlowlyAndTellsItsInstructions() {
        assertThat(echo.answer("echo", asked("/slow 3 1")).text()).isEqualTo("word 1, word 2, word 3.");
        assertThat(echo.answer("echo", asked("/instructions").withInstructions("Be kind."))
                        .text())
                .isEqualTo("Be kind.");
    }

    private static FakeQuestion asked(String text) {
        return FakeQuestion.of("echo", ChatMessage.user(text));
    }

    private static ThrowingConsumer<Throwable> isOfKind(String kind) {
        return failure -> assertThat(((ExtensionException) failure).kind()).hasToString(kind);
    }
}
