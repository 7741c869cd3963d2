package dev.guildhall.list;

import dev.guildhall.core.http.ApiResponse;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * A page of a list.
 *
 * @param nextPageToken where the next page begins; empty on the last
 */
public record Page<T>(List<T> items, Optional<String> nextPageToken) {

    public Page {
        items = List.copyOf(items);
    }

    public <R> Page<R> map(Function<? super T, ? extends R> mapping) {
        return new Page<>(items.stream().<R>map(mapping).toList(), nextPageToken);
    }

    /** The page as an operation answers it, its items written as the mapping says. */
    public ApiResponse answer(Function<? super T, JsonObject> mapping) {
        var written = new JsonArray();
        items.forEach(item -> written.add(mapping.apply(item)));
        var body = new JsonObject().put("code", "SUCCESS").put("data", written);
        nextPageToken.ifPresent(token -> body.put("nextPageToken", token));
        return new ApiResponse(200, Map.of(), body.toBuffer());
    }
}
