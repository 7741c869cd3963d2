package dev.guildhall.benchmark;

import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What one subscriber was sent of a workspace's events, and how often it was sent something again. Safe for all threads. */
final class Inbox {

    private final String name;
    private final Map<Long, UUID> events = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long last;
    private int repeats;
    private int overtaken;

    Inbox(String name) {
        this.name = name;
    }

    /** Takes a CloudEvent. */
    synchronized void take(JsonObject event) {
        long sequence = event.getLong("sequence");
        var id = UUID.fromString(event.getString("id"));
        var before = events.putIfAbsent(sequence, id);
        if (before == null) {
            overtaken += sequence < last ? 1 : 0;
            last = Math.max(last, sequence);
        } else if (before.equals(id)) {
            repeats++;
        } else {
            faults.add("%s was sent %s and %s as the event %d".formatted(name, before, id, sequence));
        }
    }

    /** The highest sequence. */
    synchronized long last() {
        return last;
    }

    /** How many events there are, each counted once. */
    synchronized int size() {
        return events.size();
    }

    /** How often an event came that was there. */
    synchronized int repeats() {
        return repeats;
    }

    /** What is wrong when these are all the events it is to have. */
    synchronized List<String> faults(Map<Long, UUID> expected) {
        var found = new ArrayList<>(faults);
        expected.forEach((sequence, id) -> {
            var there = events.get(sequence);
            if (there == null) {
                found.add("%s was not sent the event %d, %s".formatted(name, sequence, id));
            } else if (!there.equals(id)) {
                found.add("%s was sent %s as the event %d, which is %s".formatted(name, there, sequence, id));
            }
        });
        events.forEach((sequence, id) -> {
            if (!expected.containsKey(sequence)) {
                found.add("%s was sent %s as the event %d, which is none of its own".formatted(name, id, sequence));
            }
        });
        return found;
    }

    /** The same for whoever must have them in order, those left out that came again. */
    synchronized List<String> faultsInOrder(Map<Long, UUID> expected) {
        var found = faults(expected);
        if (overtaken > 0) {
            found.add("%s was sent %d events after later ones".formatted(name, overtaken));
        }
        return found;
    }

    /** The same for whoever must have each once and in order. */
    synchronized List<String> faultsOnceInOrder(Map<Long, UUID> expected) {
        var found = faultsInOrder(expected);
        if (repeats > 0) {
            found.add("%s was sent %d events again".formatted(name, repeats));
        }
        return found;
    }
}
