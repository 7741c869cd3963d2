package dev.guildhall.core.database;

import dev.guildhall.core.database.Turn.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Who may use one of a few connections now, and who next: every line in turn, none with more than its part, each kind
 * with some that the others leave to it. It counts only. Safe for use by any thread.
 */
final class ConnectionQueue {

    private static final int WAITING_IN_LINE = 500;

    private final Map<Turn, Line> lines = new HashMap<>();
    private final Map<Kind, Desk> desks = new EnumMap<>(Kind.class);
    private int free;
    private int nextDesk;

    ConnectionQueue(int connections) {
        this.free = connections;
        for (var kind : Kind.values()) {
            desks.put(kind, new Desk());
        }
    }

    /** All of a kind: how many connections it has, and the lines that may have another, in turn. */
    private static final class Desk {

        private final Deque<Line> calling = new ArrayDeque<>();
        private int used;
    }

    /** Those who wait for the same part. */
    private static final class Line {

        private final Turn turn;
        private final Deque<Place> waiting = new ArrayDeque<>();
        private int used;
        private boolean calling;

        private Line(Turn turn) {
            this.turn = turn;
        }
    }

    /** Somebody's place in a line, and his right to a connection once he was called. */
    final class Place {

        private final Line line;
        private final Runnable called;
        private boolean waits = true;
        private boolean uses;

        private Place(Line line, Runnable called) {
            this.line = line;
            this.called = called;
        }

        /** Gives up waiting; false when it was called already. */
        boolean giveUp() {
            synchronized (ConnectionQueue.this) {
                var waited = waits;
                waits = false;
                if (waited) {
                    line.waiting.remove(this);
                    forget(line);
                }
                return waited;
            }
        }

        /** Gives the connection back, once; others are called. */
        void leave() {
            callAll(left(this));
        }
    }

    /**
     * Takes a place; {@code called} runs, on this thread or the one that gives a connection back, when its turn has
     * come. Null when the line is too long.
     */
    Place enter(Turn turn, Runnable called) {
        Place place;
        List<Place> next;
        synchronized (this) {
            var line = lines.computeIfAbsent(turn, Line::new);
            if (line.waiting.size() >= WAITING_IN_LINE) {
                return null;
            }
            place = new Place(line, called);
            line.waiting.add(place);
            call(line);
            next = next();
        }
        callAll(next);
        return place;
    }

    private synchronized List<Place> left(Place place) {
        if (!place.uses) {
            return List.of();
        }
        place.uses = false;
        free++;
        var line = place.line;
        line.used--;
        desks.get(line.turn.kind()).used--;
        call(line);
        forget(line);
        return next();
    }

    private static void callAll(List<Place> places) {
        places.forEach(place -> place.called.run());
    }

    private void call(Line line) {
        if (!line.calling && !line.waiting.isEmpty() && line.used < line.turn.kind().most) {
            line.calling = true;
            desks.get(line.turn.kind()).calling.add(line);
        }
    }

    private void forget(Line line) {
        if (line.used == 0 && line.waiting.isEmpty() && !line.calling) {
            lines.remove(line.turn);
        }
    }

    private List<Place> next() {
        var called = new ArrayList<Place>(1);
        var kinds = Kind.values();
        var idle = 0;
        while (free > 0 && idle < kinds.length) {
            var kind = kinds[nextDesk];
            nextDesk = (nextDesk + 1) % kinds.length;
            idle = callOne(kind, called) ? 0 : idle + 1;
        }
        return called;
    }

    private boolean callOne(Kind kind, List<Place> called) {
        var desk = desks.get(kind);
        while (!desk.calling.isEmpty() && free > keptFromOthers(kind)) {
            var line = desk.calling.poll();
            line.calling = false;
            var place = line.waiting.poll();
            if (place == null) {
                forget(line);
                continue;
            }
            place.waits = false;
            place.uses = true;
            free--;
            desk.used++;
            line.used++;
            call(line);
            called.add(place);
            return true;
        }
        return false;
    }

    private int keptFromOthers(Kind kind) {
        var kept = 0;
        for (var other : Kind.values()) {
            if (other != kind) {
                kept += Math.max(0, other.kept - desks.get(other).used);
            }
        }
        return kept;
    }
}
