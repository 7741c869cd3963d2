package dev.guildhall.host;

import dev.guildhall.spi.Caller;
import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ChatParts;
import dev.guildhall.spi.ChatRequest;
import dev.guildhall.spi.ChatTool;
import dev.guildhall.spi.ChatToolCall;
import dev.guildhall.spi.ExtensionException;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A question as a chat model sees it. */
record HandedChat(ChatCall question, Caller caller) implements ChatRequest {

    private static final int LONGEST_PIECE = 64 * 1024;
    private static final int LONGEST_INPUT = 256 * 1024;
    private static final int LONGEST_NAME = 200;

    @Override
    public String model() {
        return question.model();
    }

    @Override
    public Optional<String> instructions() {
        return question.instructions();
    }

    @Override
    public List<ChatMessage> messages() {
        return question.messages();
    }

    @Override
    public List<ChatTool> tools() {
        return question.tools();
    }

    @Override
    public JsonObject parameters() {
        return question.parameters();
    }

    @Override
    public String requestId() {
        return question.chain().requestId();
    }

    @Override
    public Instant deadline() {
        return question.chain().deadline();
    }

    @Override
    public boolean isCancelled() {
        return question.chain().cancellation().isCancelled() || !Instant.now().isBefore(deadline());
    }

    /**
     * Where the parts go, as the model sees it.
     *
     * @param parts takes copies on the call's context
     */
    record Parts(HostBridge bridge, ExtensionCall<?, ?> call, Function<ChatPart, Future<Void>> parts)
            implements ChatParts {

        @Override
        public Future<Void> text(String piece) {
            return piece.length() > LONGEST_PIECE
                    ? tooLarge("A piece of text has more than " + LONGEST_PIECE + " characters")
                    : send(new ChatPart.Text(piece));
        }

        @Override
        public Future<Void> call(ChatToolCall wanted) {
            if (wanted.id().isEmpty()
                    || wanted.id().length() > LONGEST_NAME
                    || wanted.tool().length() > LONGEST_NAME) {
                return tooLarge(
                        "The id or the tool of a call is empty or has more than " + LONGEST_NAME + " characters");
            }
            return DefensiveCopy.detached(
                    wanted.input(),
                    LONGEST_INPUT,
                    "CHAT.PART_TOO_LARGE",
                    input -> send(new ChatPart.Wanted(wanted.id(), wanted.tool(), input)));
        }

        private Future<Void> send(ChatPart part) {
            return call.isAnswered()
                    ? HostBridge.refused("CHAT.ENDED", "Nobody takes any more parts of this answer.")
                    : bridge.toHost(call, () -> parts.apply(part));
        }

        private static Future<Void> tooLarge(String what) {
            return Future.failedFuture(ExtensionException.invalid("CHAT.PART_TOO_LARGE", what + "."));
        }
    }
}
