package dev.guildhall.events.internal.log;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * How far the dispatcher had come a while ago, and what it has told since. A PostgreSQL that crashed gives transaction ids
 * once more whose last use it had not written yet, so what is committed under them looks as if it had been seen: whoever
 * looks from further back finds it. What is written late is by a second at most.
 */
final class Trail {

    private static final long LENGTH = Duration.ofSeconds(10).toNanos();
    private static final long STEP = Duration.ofSeconds(1).toNanos();

    private record Mark(long at, String snapshot) {}

    /** The first is as old as that at least, once there was one so old. */
    private final List<Mark> marks = new ArrayList<>();

    private final Map<UUID, Long> told = new LinkedHashMap<>();

    /** That all is told which a snapshot sees. */
    void reach(String snapshot) {
        var now = System.nanoTime();
        if (marks.isEmpty() || now - marks.get(marks.size() - 1).at() > STEP) {
            marks.add(new Mark(now, snapshot));
            while (marks.size() > 1 && now - marks.get(1).at() > LENGTH) {
                marks.remove(0);
            }
            told.values().removeIf(at -> at - marks.get(0).at() < 0);
        }
    }

    /** Notes that an event is told; false when it was told since. */
    boolean tell(UUID event) {
        return told.putIfAbsent(event, System.nanoTime()) == null;
    }

    /** The snapshot of which it is sure that no transaction id from it on was used before. */
    String back() {
        return marks.get(0).snapshot();
    }
}
