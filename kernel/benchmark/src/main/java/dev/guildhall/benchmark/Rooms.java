package dev.guildhall.benchmark;

import dev.guildhall.db.embedded.EmbeddedPostgres;
import dev.guildhall.db.embedded.EmbeddedPostgres.Options;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A hundred rooms of ten, on two nodes of one database, of which one is killed in the middle and started again: whatever
 * was acknowledged is heard once and in order by everybody in the room, and nobody hears anything twice or not at all.
 */
final class Rooms {

    private static final int ROOMS = 100;
    private static final int OF_A_ROOM = 10;
    private static final int PEOPLE = 50;
    /** From what somebody has said to what they say next; each message is answered, and heard with its answer by ten. */
    private static final int PAUSE_MILLIS = 30_000;

    private static final int PATIENCE_SECONDS = 90;
    private static final List<String> JVM = List.of("-Xmx512m");

    private final int seconds;
    private final List<List<Visitor>> rooms = new ArrayList<>();

    Rooms(int seconds) {
        this.seconds = seconds;
    }

    /** What was found wrong. */
    List<String> run() throws Exception {
        var vertx = Vertx.vertx();
        var client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(2 * ROOMS * OF_A_ROOM));
        try (var workplace = Workplace.make();
                var postgres =
                        EmbeddedPostgres.start(Options.in(workplace.directory().resolve("postgres")))) {
            var key = new byte[32];
            new SecureRandom().nextBytes(key);
            String[] shared = {
                "--database-url",
                postgres.url(EmbeddedPostgres.DATABASE),
                "--secret-key",
                Base64.getEncoder().encodeToString(key)
            };
            var directory = workplace.directory();
            try (var lasting = Product.start(JVM, directory.resolve("lasting"), shared)) {
                return beside(vertx, client, lasting, Product.start(JVM, directory.resolve("mortal"), shared));
            }
        } finally {
            vertx.close();
        }
    }

    private List<String> beside(Vertx vertx, WebSocketClient client, Product lasting, Product mortal) throws Exception {
        begin(vertx, client, Talkers.make(lasting, PEOPLE), lasting, mortal);
        TimeUnit.SECONDS.sleep(seconds / 2);
        mortal.kill();
        try (var again = mortal.again()) {
            System.out.printf(
                    "a node was killed, and is ready again after %d ms%n",
                    again.startTime().toMillis());
            TimeUnit.SECONDS.sleep(seconds - seconds / 2);
            everybody().forEach(Visitor::fallSilent);
            var faults = new ArrayList<String>();
            if (!isSettled()) {
                faults.add("After " + PATIENCE_SECONDS + " s not everybody has heard everything");
            }
            everybody().forEach(Visitor::leave);
            TimeUnit.SECONDS.sleep(1);
            rooms.forEach(room -> judge(room, faults));
            report();
            return faults;
        }
    }

    private void begin(Vertx vertx, WebSocketClient client, Talkers talkers, Product lasting, Product mortal) {
        var person = 0;
        for (var room : talkers.rooms(ROOMS)) {
            var visitors = new ArrayList<Visitor>();
            for (var i = 0; i < OF_A_ROOM; i++) {
                var nodes =
                        i % 2 == 0 ? List.of(lasting.base(), mortal.base()) : List.of(mortal.base(), lasting.base());
                var name = room.name() + "/" + i;
                visitors.add(new Visitor(vertx, client, nodes, name, talkers.token(person++), room, PAUSE_MILLIS));
            }
            rooms.add(visitors);
        }
        var all = everybody();
        for (var i = 0; i < all.size(); i++) {
            all.get(i).begin((long) PAUSE_MILLIS * i / all.size());
        }
    }

    private List<Visitor> everybody() {
        return rooms.stream().flatMap(List::stream).toList();
    }

    /** Waits until all that was said is acknowledged, and everybody in a room has heard the same for a while. */
    private boolean isSettled() throws InterruptedException {
        var before = -1L;
        for (var waited = 0; waited < PATIENCE_SECONDS; waited += 5) {
            TimeUnit.SECONDS.sleep(5);
            var heard = everybody().stream().mapToLong(Visitor::last).sum();
            var isSaid = everybody().stream().noneMatch(Visitor::isSaying);
            var isAlike = rooms.stream()
                    .allMatch(room ->
                            room.stream().mapToLong(Visitor::last).distinct().count() == 1);
            if (isSaid && isAlike && heard == before) {
                return true;
            }
            before = heard;
        }
        return false;
    }

    private static void judge(List<Visitor> room, List<String> faults) {
        var heard = room.get(0).heard();
        for (var visitor : room) {
            faults.addAll(visitor.faults());
            if (!visitor.heard().equals(heard)) {
                faults.add("Not everybody in a room has heard the same: " + heard + " and " + visitor.heard());
            }
            for (var said : visitor.acknowledged()) {
                var times = Collections.frequency(heard, said);
                if (times != 1) {
                    faults.add("'" + said + "' was acknowledged and heard " + times + " times");
                }
            }
            if (!isInOrder(visitor.acknowledged(), heard)) {
                faults.add("What somebody said was heard in another order");
            }
        }
    }

    private static boolean isInOrder(List<String> said, List<String> heard) {
        return heard.stream().filter(said::contains).toList().equals(said);
    }

    private void report() {
        var acknowledged = everybody().stream()
                .mapToLong(visitor -> visitor.acknowledged().size())
                .sum();
        var refusals = new TreeMap<String, Integer>();
        everybody()
                .forEach(visitor ->
                        visitor.refusals().forEach((code, times) -> refusals.merge(code, times, Integer::sum)));
        System.out.printf(
                "%d messages acknowledged in %d rooms of %d, with %d answers; refused and said again: %s%n",
                acknowledged,
                ROOMS,
                OF_A_ROOM,
                rooms.stream().mapToLong(room -> room.get(0).last()).sum() - acknowledged,
                refusals);
    }
}
