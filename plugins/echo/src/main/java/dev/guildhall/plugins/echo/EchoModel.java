package dev.guildhall.plugins.echo;

import dev.guildhall.spi.ChatMessage;
import dev.guildhall.spi.ChatMessage.Role;
import dev.guildhall.spi.ChatModel;
import dev.guildhall.spi.ChatParts;
import dev.guildhall.spi.ChatRequest;
import dev.guildhall.spi.ChatToolCall;
import dev.guildhall.spi.ChatUsage;
import dev.guildhall.spi.ExtensionException;
import dev.guildhall.spi.ExtensionException.Kind;
import io.vertx.core.Future;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Repeats the last message, a word at a time. A message that begins with a slash tells it to do something else, so that
 * what real models do can be tried:
 *
 * <ul>
 *   <li>{@code /call <tool> {"some":"input"}} calls a tool, and says then what came of it
 *   <li>{@code /refuse}, {@code /overload} and {@code /fail} fail in these ways
 *   <li>{@code /slow <words> <milliseconds>} says so many words, with a pause after each
 *   <li>{@code /instructions} says what its instructions are
 * </ul>
 */
final class EchoModel implements ChatModel {

    private static final Pattern WORDS = Pattern.compile("\\S+\\s*|\\s+");
    private static final int MOST_WORDS = 10_000;
    private static final int LONGEST_PAUSE = 10_000;
    private static final int PIECE = 1_000;

    @Override
    public Future<ChatUsage> answer(ChatRequest request, ChatParts parts) throws Exception {
        var last = request.messages().get(request.messages().size() - 1);
        return last.role() == Role.TOOL ? say(last.text(), request, parts) : follow(last.text(), request, parts);
    }

    private static Future<ChatUsage> follow(String text, ChatRequest request, ChatParts parts) throws Exception {
        var words = text.strip().split("\\s+", 3);
        return switch (words[0]) {
            case "/call" -> call(words, request, parts);
            case "/slow" -> slowly(words, request, parts);
            case "/instructions" -> say(request.instructions().orElse("none"), request, parts);
            case "/refuse" ->
                throw new ExtensionException(Kind.FORBIDDEN, "ECHO.REFUSED", "This is refused, as was asked for.");
            case "/overload" ->
                throw new ExtensionException(Kind.UNAVAILABLE, "ECHO.OVERLOADED", "Too much to do, as was asked for.")
                        .withRetryAfter(Duration.ofSeconds(5));
            case "/fail" -> throw new ExtensionException(Kind.FAILED, "ECHO.FAILED", "This fails, as was asked for.");
            default -> say(text, request, parts);
        };
    }

    private static Future<ChatUsage> call(String[] words, ChatRequest request, ChatParts parts) {
        if (words.length < 2) {
            throw ExtensionException.invalid(
                    "ECHO.NO_TOOL", "Say which tool is to be called: /call <tool> {\"some\":\"input\"}");
        }
        JsonObject input;
        try {
            input = words.length < 3 ? new JsonObject() : new JsonObject(words[2]);
        } catch (DecodeException malformed) {
            throw ExtensionException.invalid("ECHO.NO_JSON", "The input of a tool must be a JSON object");
        }
        parts.call(ChatToolCall.of(UUID.randomUUID().toString(), words[1], input))
                .await();
        return Future.succeededFuture(usage(request, 1));
    }

    private static Future<ChatUsage> slowly(String[] words, ChatRequest request, ChatParts parts) throws Exception {
        var count = number(words, 1, 10, MOST_WORDS);
        var pause = number(words, 2, 100, LONGEST_PAUSE);
        for (var word = 1; word <= count; word++) {
            parts.text("word " + word + (word < count ? ", " : ".")).await();
            TimeUnit.MILLISECONDS.sleep(pause);
        }
        return Future.succeededFuture(usage(request, count));
    }

    private static int number(String[] words, int index, int otherwise, int most) {
        try {
            return words.length > index ? Math.max(0, Math.min(most, Integer.parseInt(words[index]))) : otherwise;
        } catch (NumberFormatException malformed) {
            throw ExtensionException.invalid("ECHO.NO_NUMBER", "Say it in numbers: /slow <words> <milliseconds>");
        }
    }

    private static Future<ChatUsage> say(String text, ChatRequest request, ChatParts parts) {
        var matcher = WORDS.matcher(text);
        var said = 0;
        while (matcher.find()) {
            for (var from = matcher.start(); from < matcher.end(); ) {
                var to = end(text, from, matcher.end());
                parts.text(text.substring(from, to)).await();
                from = to;
            }
            said++;
        }
        return Future.succeededFuture(usage(request, said));
    }

    /** Where a piece ends, which is never within a character. */
    private static int end(String text, int from, int most) {
        var end = Math.min(from + PIECE, most);
        return end < most && Character.isHighSurrogate(text.charAt(end - 1)) ? end - 1 : end;
    }

    /** A token is a word here. */
    private static ChatUsage usage(ChatRequest request, int said) {
        return ChatUsage.of(words(request.messages()), said);
    }

    private static long words(List<ChatMessage> messages) {
        return messages.stream()
                .mapToLong(message -> message.text().split("\\s+").length)
                .sum();
    }
}
