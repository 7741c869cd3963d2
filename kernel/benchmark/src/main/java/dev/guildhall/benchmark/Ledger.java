package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/**
 * What clients were told was done, by workspace and by the event each change must have left; at the end it is held
 * against the events that are there.
 */
final class Ledger {

    private final Map<String, Map<Event, AtomicLong>> done = new ConcurrentHashMap<>();
    private final Map<String, Map<String, AtomicLong>> unknown = new ConcurrentHashMap<>();

    private record Event(String type, String subject) {}

    /** The change was acknowledged. */
    void done(String workspace, String type, String subject) {
        count(done, workspace, new Event(type, subject));
    }

    /** The connection was lost before there was an answer: the change may have been made or not. */
    void unknown(String workspace, String type) {
        count(unknown, workspace, type);
    }

    private static <T> void count(Map<String, Map<T, AtomicLong>> counts, String workspace, T what) {
        counts.computeIfAbsent(workspace, id -> new ConcurrentHashMap<>())
                .computeIfAbsent(what, first -> new AtomicLong())
                .incrementAndGet();
    }

    Set<String> workspaces() {
        return done.keySet();
    }

    long changes() {
        return done.values().stream()
                .flatMap(events -> events.values().stream())
                .mapToLong(AtomicLong::get)
                .sum();
    }

    long unknownChanges() {
        return unknown.values().stream()
                .flatMap(types -> types.values().stream())
                .mapToLong(AtomicLong::get)
                .sum();
    }

    /** What is wrong with a workspace's history, its events in the order of their sequence. */
    List<String> faults(String workspace, List<JsonObject> history) {
        var faults = new ArrayList<String>();
        checkSequence(workspace, history, faults);
        var present = history.stream()
                .collect(Collectors.groupingBy(
                        event -> new Event(event.getString("type"), event.getString("subject")),
                        Collectors.counting()));
        var changes = done.get(workspace);
        changes.forEach((event, count) -> {
            var there = present.getOrDefault(event, 0L);
            var perhaps = unknownOf(workspace, event.type());
            if (there < count.get() || there > count.get() + perhaps) {
                faults.add("%s has %d events of %s, for %d acknowledged changes and %d whose answer was lost"
                        .formatted(workspace, there, event, count.get(), perhaps));
            }
        });
        checkTotals(workspace, present, faults);
        return faults;
    }

    private void checkTotals(String workspace, Map<Event, Long> present, List<String> faults) {
        var expected = done.get(workspace).entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> entry.getKey().type(),
                        Collectors.summingLong(entry -> entry.getValue().get())));
        expected.forEach((type, count) -> {
            var there = present.entrySet().stream()
                    .filter(entry -> entry.getKey().type().equals(type))
                    .mapToLong(Map.Entry::getValue)
                    .sum();
            var perhaps = unknownOf(workspace, type);
            if (there < count || there > count + perhaps) {
                faults.add("%s has %d events of type %s, for %d acknowledged changes and %d whose answer was lost"
                        .formatted(workspace, there, type, count, perhaps));
            }
        });
    }

    private long unknownOf(String workspace, String type) {
        var count = unknown.getOrDefault(workspace, Map.of()).get(type);
        return count == null ? 0 : count.get();
    }

    static void checkSequence(String workspace, List<JsonObject> history, List<String> faults) {
        for (var i = 0; i < history.size(); i++) {
            if (history.get(i).getLong("sequence") != i + 1) {
                faults.add("%s has the sequence %d where %d should be"
                        .formatted(workspace, history.get(i).getLong("sequence"), i + 1));
                return;
            }
        }
        var ids =
                history.stream().map(event -> event.getString("id")).distinct().count();
        if (ids != history.size()) {
            faults.add(workspace + " has events with the same id");
        }
    }
}
