package dev.guildhall.plugins.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ChatToolCall;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import dev.guildhall.spi.testing.FakeAnswer;
import dev.guildhall.spi.testing.FakeQuestion;
import dev.guildhall.spi.testing.FakeResponse;
import dev.guildhall.spi.testing.FakeWorkspace;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompletionsModelTest {

    private static final String PROVIDER = "openai-compatible";
    private static final JsonObject CONFIG = new JsonObject()
            .put("baseUrl", "https://models.example.com/v1")
            .put("apiKey", "sk-secret")
            .put("prices", new JsonObject("{\"small\":{\"input\":2.5,\"output\":10}}"));

    private final FakeWorkspace workspace = new FakeWorkspace().configured(CONFIG);

    private FakeAnswer answered(FakeQuestion question, String... events) {
        var body = "data: " + String.join("\n\ndata: ", events) + "\n\n";
        workspace.answering(request -> Future.succeededFuture(FakeResponse.of(200, body)));
        return workspace.start(new OpenAiExtension()).answer(PROVIDER, question);
    }

    private static FakeQuestion asked(String text) {
        return FakeQuestion.of("small", ChatMessage.user(text));
    }

    private static String says(String text) {
        return new JsonObject("{\"choices\":[{\"index\":0,\"delta\":{}}]}")
                .copy()
                .put(
                        "choices",
                        List.of(new JsonObject().put("index", 0).put("delta", new JsonObject().put("content", text))))
                .encode();
    }

    @Test
    void passesOnWhatIsSaidAsItComes() {
        var answer = answered(
                asked("Hi"),
                "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}],\"usage\":null}",
                says("Grüß "),
                says("dich 🙂"),
                "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":1000,\"completion_tokens\":200}}",
                "[DONE]");

        assertThat(answer.pieces()).containsExactly("Grüß ", "dich 🙂");
        assertThat(answer.usage().inputTokens()).isEqualTo(1000);
        assertThat(answer.usage().outputTokens()).isEqualTo(200);
        assertThat(answer.usage().cost().orElseThrow()).isEqualByComparingTo("0.0045");
    }

    @Test
    void asksAsChatCompletionsAreAsked() {
        var call = ChatToolCall.of("c1", "contacts_find", new JsonObject().put("name", "Ada"));
        answered(
                FakeQuestion.of(
                                "small",
                                ChatMessage.user("Who is Ada?"),
                                ChatMessage.assistant("", List.of(call)),
                                ChatMessage.tool("c1", "{\"found\":1}"))
                        .withInstructions("Be kind.")
                        .withTool("contacts_find", "Finds people", new JsonObject().put("type", "object"))
                        .withParameters(new JsonObject()
                                .put("temperature", 0.5)
                                .put("messages", "mine")
                                .put("n", 3)),
                says("x"),
                "[DONE]");

        var sent = workspace.sent().get(0);
        assertThat(sent.url()).hasToString("https://models.example.com/v1/chat/completions");
        assertThat(sent.headers().get("authorization")).containsExactly("Bearer sk-secret");
        assertThat(sent.body().toJsonObject()).isEqualTo(new JsonObject("""
                        {"temperature":0.5,"model":"small","stream":true,"stream_options":{"include_usage":true},
                         "messages":[
                           {"role":"system","content":"Be kind."},
                           {"role":"user","content":"Who is Ada?"},
                           {"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function",
                             "function":{"name":"contacts_find","arguments":"{\\"name\\":\\"Ada\\"}"}}]},
                           {"role":"tool","content":"{\\"found\\":1}","tool_call_id":"c1"}],
                         "tools":[{"type":"function","function":{"name":"contacts_find","description":"Finds people",
                           "parameters":{"type":"object"}}}]}"""));
    }

    @Test
    void putsCallsOfToolsTogetherFromTheirBits() {
        var answer = answered(
                asked("Find them"),
                bit(
                        "{\"index\":0,\"id\":\"a\",\"type\":\"function\",\"function\":{\"name\":\"find\",\"arguments\":\"\"}}"),
                bit("{\"index\":0,\"function\":{\"arguments\":\"{\\\"name\\\":\"}}"),
                bit("{\"index\":1,\"id\":\"b\",\"type\":\"function\",\"function\":{\"name\":\"list\"}}"),
                bit("{\"index\":0,\"function\":{\"arguments\":\"\\\"Ada\\\"}\"}}"),
                "{\"choices\":[{\"delta\":{},\"finish_reason\":\"tool_calls\"}]}");

        assertThat(answer.calls()).extracting(ChatToolCall::id).containsExactly("a", "b");
        assertThat(answer.calls()).extracting(ChatToolCall::tool).containsExactly("find", "list");
        assertThat(answer.calls())
                .extracting(ChatToolCall::input)
                .containsExactly(new JsonObject().put("name", "Ada"), new JsonObject());
    }

    private static String bit(String call) {
        return "{\"choices\":[{\"index\":0,\"delta\":{\"content\":null,\"tool_calls\":[" + call + "]}}]}";
    }

    @Test
    void estimatesTheTokensThatNobodyCounts() {
        var answer = answered(asked("Hi"), says("12345678"), "[DONE]");

        assertThat(answer.usage().outputTokens()).isEqualTo(2);
        assertThat(answer.usage().inputTokens()).isPositive();
    }

    @Test
    void sendsALongPieceInSeveralAndNoHalfCharacters() {
        var text = "🙂".repeat(20_000);

        var answer = answered(asked("Hi"), says(text), "[DONE]");

        assertThat(answer.text()).isEqualTo(text);
        assertThat(answer.pieces())
                .hasSizeGreaterThan(2)
                .allSatisfy(piece -> assertThat(piece).startsWith("🙂").endsWith("🙂"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense",
                "{\"choices\":7}",
                "{\"choices\":[{\"delta\":{\"content\":7}}]}",
                "{\"error\":{\"message\":\"gone wrong\"}}",
                "{\"choices\":[{\"delta\":{\"content\":\"half\"}}]}",
                "{\"choices\":[],\"usage\":{\"prompt_tokens\":-1}}",
                "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"name\":\"x\",\"arguments\":\"{\"}}]},"
                        + "\"finish_reason\":\"stop\"}]}"
            })
    void saysThatItFailedWhenTheAnswerIsNoneOrBreaksOff(String event) {
        assertThatThrownBy(() -> answered(asked("Hi"), event))
                .isInstanceOfSatisfying(
                        ExtensionException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.FAILED));
    }

    @Test
    void saysThatSomethingMayNotBeSaid() {
        assertThatThrownBy(() ->
                        answered(asked("Hi"), "{\"choices\":[{\"delta\":{},\"finish_reason\":\"content_filter\"}]}"))
                .isInstanceOfSatisfying(
                        ExtensionException.class,
                        failure -> assertThat(failure.kind()).isEqualTo(Kind.FORBIDDEN));
    }

    @ParameterizedTest
    @CsvSource({
        "400, INVALID, no such parameter",
        "404, INVALID, no such parameter",
        "401, FORBIDDEN, apiKey",
        "429, UNAVAILABLE, too much",
        "503, UNAVAILABLE, too much",
        "500, FAILED, status 500",
        "302, FAILED, status 302"
    })
    void tellsRefusedOverloadedAndFailedApart(int status, Kind kind, String says) {
        var body = Buffer.buffer("{\"error\":{\"message\":\"no such parameter sk-secret\"}}");
        workspace.answering(
                request -> Future.succeededFuture(new FakeResponse(status, Map.of("retry-after", List.of("7")), body)));
        var model = workspace.start(new OpenAiExtension());

        assertThatThrownBy(() -> model.answer(PROVIDER, asked("Hi")))
                .isInstanceOfSatisfying(ExtensionException.class, failure -> {
                    assertThat(failure.kind()).isEqualTo(kind);
                    assertThat(failure.retryAfter()).isEqualTo(kind == Kind.UNAVAILABLE ? Duration.ofSeconds(7) : null);
                })
                .hasMessageContaining(says);
    }

    @Test
    void asksAnEndpointWithoutAKeyWithoutOne() {
        workspace.configured(new JsonObject().put("baseUrl", "https://local.example.com/"));

        answered(asked("Hi"), says("x"), "[DONE]");

        assertThat(workspace.sent().get(0).url()).hasToString("https://local.example.com/chat/completions");
        assertThat(workspace.sent().get(0).headers()).doesNotContainKey("authorization");
    }
}
