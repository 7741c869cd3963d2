package dev.guildhall.core.list;

import java.util.List;
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
}
