package dev.guildhall.spi.testing;

import dev.guildhall.spi.ChatParts;
import dev.guildhall.spi.ChatToolCall;
import dev.guildhall.spi.ChatUsage;
import io.vertx.core.Future;
import java.util.ArrayList;
import java.util.List;

/** What a chat model answered. */
public final class FakeAnswer implements ChatParts {

    private final List<String> pieces = new ArrayList<>();
    private final List<ChatToolCall> calls = new ArrayList<>();
    ChatUsage usage;

    @Override
    public Future<Void> text(String piece) {
        pieces.add(piece);
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> call(ChatToolCall wanted) {
        calls.add(wanted);
        return Future.succeededFuture();
    }

    /** What was said, whole. */
    public String text() {
        return String.join("", pieces);
    }

    /** What was said, in its pieces. */
    public List<String> pieces() {
        return pieces;
    }

    /** What the model wants called. */
    public List<ChatToolCall> calls() {
        return calls;
    }

    public ChatUsage usage() {
        return usage;
    }
}
