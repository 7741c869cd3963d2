package dev.guildhall.list;

import dev.guildhall.list.SortKey.Mark;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jooq.Condition;
import org.jooq.SortField;
import org.jooq.impl.DSL;

/**
 * A complete order of a list's rows: the fields the client named and, last, the one that is unique; or none at all.
 *
 * @param <T> the list's rows
 */
record Order<T>(List<SortKey<T, ?, ?>> keys) {

    /** As they come. */
    static <T> Order<T> none() {
        return new Order<>(List.of());
    }

    List<SortField<?>> sortFields() {
        return keys.stream().<SortField<?>>map(SortKey::sortField).toList();
    }

    boolean isDescending() {
        return keys.get(0).descending();
    }

    Comparator<T> comparator() {
        return keys.stream()
                .map(Order::comparator)
                .reduce(Comparator::thenComparing)
                .orElseThrow();
    }

    private static <T, C, V> Comparator<T> comparator(SortKey<T, C, V> key) {
        return Comparator.comparing(key::valueOf, key.comparator());
    }

    /** The order in one spelling, however the client wrote it. */
    String text() {
        return keys.stream().map(SortKey::text).collect(Collectors.joining(","));
    }

    /** A row's place in this order as text for a page token. */
    List<String> encode(T row) {
        var encoded = new ArrayList<String>();
        keys.forEach(key -> encoded.add(key.encode(row)));
        return encoded;
    }

    /** The place a page token names; empty when it is none of this order. */
    Optional<Place<T>> place(List<String> encoded) {
        if (encoded.size() != keys.size()) {
            return Optional.empty();
        }
        var marks = new ArrayList<Mark<T, ?, ?>>();
        for (var i = 0; i < keys.size(); i++) {
            var mark = keys.get(i).mark(encoded.get(i));
            if (mark.isEmpty()) {
                return Optional.empty();
            }
            marks.add(mark.get());
        }
        return Optional.of(new Place<>(List.copyOf(marks)));
    }

    /** A place between two rows: everything after it is still to come. */
    record Place<T>(List<Mark<T, ?, ?>> marks) {

        boolean isBefore(T row) {
            for (var mark : marks) {
                var order = mark.compare(row);
                if (order != 0) {
                    return order > 0;
                }
            }
            return false;
        }

        /** The rows after the place. */
        Condition condition() {
            // The first part follows from the second, but an index can seek to it and not to alternatives.
            return isOneRange() ? asRange() : marks.get(0).notBefore().and(afterAnyOf(0));
        }

        // One comparison of rows is what an index can seek to. It is right when all keys run the same way and no
        // missing value could stand behind the place.
        private boolean isOneRange() {
            var descending = marks.get(0).key().descending();
            return marks.stream()
                    .allMatch(mark -> mark.value() != null
                            && mark.key().descending() == descending
                            && (descending || !mark.key().canBeMissing()));
        }

        private Condition asRange() {
            var columns = DSL.row(marks.stream().map(Mark::column).toList());
            var values = DSL.row(marks.stream().map(Mark::bind).toList());
            return marks.get(0).key().descending() ? columns.lessThan(values) : columns.greaterThan(values);
        }

        private Condition afterAnyOf(int first) {
            var mark = marks.get(first);
            return first == marks.size() - 1
                    ? mark.after()
                    : mark.after().or(mark.same().and(afterAnyOf(first + 1)));
        }
    }
}
