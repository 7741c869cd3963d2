package dev.guildhall.plugins.openai;

import dev.guildhall.spi.ChatParts;
import dev.guildhall.spi.ChatToolCall;
import dev.guildhall.spi.ChatUsage;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.util.TreeMap;
import java.util.function.Supplier;

/** One answer of chat completions as it comes: what is said is passed on at once, what is to be called at the end. */
final class Completion {

    private static final int LONGEST_PIECE = 16 * 1024;
    private static final int MOST_CALLS = 64;
    private static final int LONGEST_ARGUMENTS = 256 * 1024;
    /** About so many characters are a token, where the endpoint does not count. */
    private static final int CHARACTERS_PER_TOKEN = 4;

    private static final class WantedCall {
        private String id = "";
        private final StringBuilder tool = new StringBuilder();
        private final StringBuilder arguments = new StringBuilder();
    }

    private final ChatParts parts;
    private final EventData events = new EventData();
    private final TreeMap<Integer, WantedCall> calls = new TreeMap<>();
    private ChatUsage usage;
    private long said;
    private boolean isWhole;

    Completion(ChatParts parts) {
        this.parts = parts;
    }

    /** Completes when there is room for more. */
    Future<Void> take(Buffer piece) {
        return understood(() -> {
            var sent = Future.<Void>succeededFuture();
            for (var data : events.take(piece)) {
                sent = sent.compose(before -> understood(() -> takeEvent(data)));
            }
            return sent;
        });
    }

    /** After the last piece: sends what is to be called. */
    Future<ChatUsage> end(JsonObject question) {
        if (!isWhole) {
            return Future.failedFuture(Refusal.failed("The endpoint's answer broke off."));
        }
        return understood(() -> {
            var sent = Future.<Void>succeededFuture();
            for (var call : calls.entrySet()) {
                var wanted = wanted(call.getKey(), call.getValue());
                sent = sent.compose(before -> parts.call(wanted));
            }
            return sent.map(all -> usage == null ? estimated(question) : usage);
        });
    }

    private static <T> Future<T> understood(Supplier<Future<T>> reading) {
        try {
            return reading.get();
        } catch (DecodeException | ClassCastException | IllegalArgumentException notAsExpected) {
            return Future.failedFuture(Refusal.failed("The endpoint did not answer as chat completions do."));
        } catch (ExtensionException refused) {
            return Future.failedFuture(refused);
        }
    }

    private Future<Void> takeEvent(String data) {
        if (data.equals("[DONE]")) {
            isWhole = true;
            return Future.succeededFuture();
        }
        var event = new JsonObject(data);
        if (event.getValue("error") != null) {
            throw Refusal.failed("The endpoint failed: " + Refusal.reason(event));
        }
        var counted = event.getJsonObject("usage");
        if (counted != null) {
            usage = ChatUsage.of(count(counted, "prompt_tokens"), count(counted, "completion_tokens"));
        }
        var choices = event.getJsonArray("choices");
        return choices == null || choices.isEmpty() ? Future.succeededFuture() : takeChoice(choices.getJsonObject(0));
    }

    private static long count(JsonObject counted, String what) {
        var count = counted.getLong(what);
        return count == null ? 0 : count;
    }

    private Future<Void> takeChoice(JsonObject choice) {
        var ended = choice.getString("finish_reason");
        if ("content_filter".equals(ended)) {
            throw new ExtensionException(Kind.FORBIDDEN, "MODEL.REFUSED", "The endpoint does not let this be said.");
        }
        isWhole |= ended != null;
        var delta = choice.getJsonObject("delta");
        if (delta == null) {
            return Future.succeededFuture();
        }
        var wanted = delta.getJsonArray("tool_calls");
        if (wanted != null) {
            for (var i = 0; i < wanted.size(); i++) {
                collect(wanted.getJsonObject(i));
            }
        }
        return say(delta.getString("content")).compose(next -> say(delta.getString("refusal")));
    }

    /** A call comes in bits, of which the first has its id and its name. */
    private void collect(JsonObject bit) {
        var index = bit.getInteger("index");
        var call = calls.computeIfAbsent(index == null ? calls.size() : index, number -> new WantedCall());
        if (bit.getString("id") != null) {
            call.id = bit.getString("id");
        }
        var function = bit.getJsonObject("function");
        if (function != null) {
            append(call.tool, function.getString("name"));
            append(call.arguments, function.getString("arguments"));
        }
        if (calls.size() > MOST_CALLS || call.arguments.length() + call.tool.length() > LONGEST_ARGUMENTS) {
            throw Refusal.failed("The model wants more called than is taken.");
        }
    }

    private static void append(StringBuilder text, String bit) {
        if (bit != null) {
            text.append(bit);
        }
    }

    private static ChatToolCall wanted(int index, WantedCall call) {
        var input = call.arguments.toString().isBlank() ? new JsonObject() : new JsonObject(call.arguments.toString());
        return ChatToolCall.of(call.id.isEmpty() ? "call-" + index : call.id, call.tool.toString(), input);
    }

    private Future<Void> say(String text) {
        if (text == null || text.isEmpty()) {
            return Future.succeededFuture();
        }
        said += text.length();
        var end = end(text);
        return parts.text(text.substring(0, end)).compose(room -> say(text.substring(end)));
    }

    /** Where a piece ends, which is never within a character. */
    private static int end(String text) {
        var end = Math.min(LONGEST_PIECE, text.length());
        return end < text.length() && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    private ChatUsage estimated(JsonObject question) {
        return ChatUsage.of(
                question.getJsonArray("messages").encode().length() / CHARACTERS_PER_TOKEN,
                (said + CHARACTERS_PER_TOKEN - 1) / CHARACTERS_PER_TOKEN);
    }
}
