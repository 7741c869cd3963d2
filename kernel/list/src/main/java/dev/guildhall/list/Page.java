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
 * @param total how many there are on all pages; empty when nobody asked
 */
public record Page<T>(List<T> items, Optional<String> nextPageToken, Optional<Total> total) {

    public Page {
        items = List.copyOf(items);
    }

    /**
     * How many rows a filter keeps.
     *
     * @param isCapped whether there are more, which were not counted
     */
    public record Total(int size, boolean isCapped) {

        /** What is counted at most. */
        static final int MOST = 10_000;

        /** @param counted of {@link #MOST} and one more at most */
        static Total of(int counted) {
            return new Total(Math.min(counted, MOST), counted > MOST);
        }
    }

    public <R> Page<R> map(Function<? super T, ? extends R> mapping) {
        return with(items.stream().<R>map(mapping).toList());
    }

    /** The same page of other items. */
    public <R> Page<R> with(List<R> others) {
        return new Page<>(others, nextPageToken, total);
    }

    /** The page as an operation answers it, its items written as the mapping says. */
    public ApiResponse answer(Function<? super T, JsonObject> mapping) {
        var written = new JsonArray();
        items.forEach(item -> written.add(mapping.apply(item)));
        var body = new JsonObject().put("code", "SUCCESS").put("data", written);
        nextPageToken.ifPresent(token -> body.put("nextPageToken", token));
        total.ifPresent(all -> body.put("totalSize", all.size()).put("totalSizeCapped", all.isCapped()));
        return new ApiResponse(200, Map.of(), body.toBuffer());
    }
}
