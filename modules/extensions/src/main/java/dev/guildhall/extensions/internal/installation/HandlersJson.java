package dev.guildhall.extensions.internal.installation;

import dev.guildhall.events.DurableSubscribers.Standing;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;

/** How the event handlers of an installation stand, as clients see it. */
final class HandlersJson {

    private HandlersJson() {}

    /** All of them by the one that is furthest behind and the one that fails most, and then each; null for none. */
    static JsonObject json(List<Standing> handlers) {
        if (handlers.isEmpty()) {
            return null;
        }
        var failing =
                handlers.stream().max(Comparator.comparing(Standing::attempts)).orElseThrow();
        return json(
                        handlers.stream().mapToLong(Standing::position).min().orElseThrow(),
                        handlers.stream().mapToLong(Standing::behind).max().orElseThrow(),
                        failing,
                        handlers.stream().mapToLong(Standing::deadLetters).sum())
                .put(
                        "each",
                        new JsonArray(handlers.stream()
                                .filter(handler -> !handler.handler().isEmpty())
                                .map(HandlersJson::json)
                                .toList()));
    }

    private static JsonObject json(Standing handler) {
        return json(handler.position(), handler.behind(), handler, handler.deadLetters())
                .put("handler", handler.handler());
    }

    private static JsonObject json(long position, long behind, Standing failing, long deadLetters) {
        return new JsonObject()
                .put("position", position)
                .put("behind", behind)
                .put("attempts", failing.attempts())
                .put("lastError", failing.lastError().orElse(null))
                .put(
                        "nextAttemptAt",
                        failing.nextAttemptAt().map(Instant::toString).orElse(null))
                .put("deadLetters", deadLetters);
    }
}
