package dev.guildhall.benchmark;

import dev.guildhall.benchmark.Talkers.Room;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Group sessions by sockets, answered by {@code echo}: from a message to the first piece of its answer at each of fifty
 * participants, how many messages a second are kept, answered and delivered to everybody, and what an idle socket takes.
 */
final class ConversationsBenchmark {

    private static final int PEOPLE = 50;
    private static final int QUESTIONS = 300;
    private static final int WARMUP = 50;
    private static final int ROOMS = 100;
    private static final int OF_A_ROOM = 10;
    private static final int IDLE = 5_000;
    private static final List<String> JVM = List.of("-Xmx768m");
    private static final Pattern HEAP = Pattern.compile("(?:heap|generation)\\s+total \\d+K, used (\\d+)K");

    private final int seconds;

    ConversationsBenchmark(int seconds) {
        this.seconds = seconds;
    }

    void run() throws Exception {
        var vertx = Vertx.vertx();
        try (var workplace = Workplace.make();
                var product = Product.start(JVM, workplace.data())) {
            var sockets = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(2 * IDLE));
            var talkers = Talkers.make(product, PEOPLE);
            firstTokens(product, sockets, talkers, talkers.rooms(1).get(0));
            messages(product, sockets, talkers, talkers.rooms(1), PEOPLE);
            messages(product, sockets, talkers, talkers.rooms(ROOMS), OF_A_ROOM);
            idle(product, sockets, talkers, talkers.rooms(ROOMS));
        } finally {
            vertx.close();
        }
    }

    /** One question after the other, each when the answer to the one before has come to everybody. */
    private static void firstTokens(Product product, WebSocketClient sockets, Talkers talkers, Room room)
            throws Exception {
        var people = new ArrayList<Participant>();
        for (var token : talkers.tokens()) {
            people.add(Participant.join(sockets, product.base(), token, room));
        }
        var histogram = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        for (var question = 0; question < WARMUP + QUESTIONS; question++) {
            if (question == WARMUP) {
                histogram.reset();
            }
            ask(people, people.get(question % people.size()), histogram);
        }
        for (var person : people) {
            person.leave();
        }
        System.out.printf(
                Locale.ROOT,
                "from a message to the first piece of its answer, at each of %d participants, %d times: p50 %.1f ms,"
                        + " p99 %.1f ms, worst %.1f ms%n",
                people.size(),
                QUESTIONS,
                histogram.getValueAtPercentile(50) / 1000.0,
                histogram.getValueAtPercentile(99) / 1000.0,
                histogram.getMaxValue() / 1000.0);
    }

    private static void ask(List<Participant> people, Participant asking, ConcurrentHistogram histogram)
            throws Exception {
        var answered = new CountDownLatch(people.size());
        var began = new AtomicLong();
        for (var person : people) {
            person.hear(new Hearing(began, histogram, answered)::hear);
        }
        began.set(System.nanoTime());
        asking.say("Does anybody hear me in this room?");
        if (!answered.await(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException(answered.getCount() + " participants have seen no answer");
        }
    }

    /** What one participant hears of one answer, on one thread. */
    private static final class Hearing {

        private final AtomicLong began;
        private final ConcurrentHistogram histogram;
        private final CountDownLatch answered;
        private boolean hasBegun;

        Hearing(AtomicLong began, ConcurrentHistogram histogram, CountDownLatch answered) {
            this.began = began;
            this.histogram = histogram;
            this.answered = answered;
        }

        void hear(JsonObject frame) {
            var type = frame.getString("type");
            if (type.equals("token") && !hasBegun) {
                hasBegun = true;
                histogram.recordValue((System.nanoTime() - began.get()) / 1000);
            } else if (type.equals("message") && frame.getString("role").equals("assistant")) {
                answered.countDown();
            }
        }
    }

    /** In each room one talks, who says the next when the answer has come; everybody in it hears both. */
    private void messages(Product product, WebSocketClient sockets, Talkers talkers, List<Room> rooms, int participants)
            throws Exception {
        var kept = new AtomicLong();
        var delivered = new AtomicLong();
        var latencies = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
        var people = new ArrayList<Participant>();
        var talking = new ArrayList<Talker>();
        for (var i = 0; i < rooms.size(); i++) {
            for (var j = 0; j < participants; j++) {
                var token = talkers.token(i * participants + j);
                var person = Participant.join(sockets, product.base(), token, rooms.get(i));
                people.add(person);
                if (j == 0) {
                    talking.add(new Talker(person, kept, delivered, latencies));
                } else {
                    person.hear(frame -> count(frame, delivered));
                }
            }
        }
        talking.forEach(Talker::begin);
        TimeUnit.SECONDS.sleep(Math.max(2, seconds / 2));
        var before = kept.get();
        var deliveredBefore = delivered.get();
        latencies.reset();
        var began = System.nanoTime();
        TimeUnit.SECONDS.sleep(seconds);
        var elapsed = (System.nanoTime() - began) / 1e9;
        var messages = kept.get() - before;
        var deliveries = delivered.get() - deliveredBefore;
        talking.forEach(Talker::end);
        for (var person : people) {
            person.leave();
        }
        System.out.printf(
                Locale.ROOT,
                "%d rooms of %d: %.0f messages a second, half of them answers, delivered %.0f times a second; from a"
                        + " message to its answer p50 %.1f ms, p99 %.1f ms%n",
                rooms.size(),
                participants,
                messages / elapsed,
                deliveries / elapsed,
                latencies.getValueAtPercentile(50) / 1000.0,
                latencies.getValueAtPercentile(99) / 1000.0);
    }

    private static boolean count(JsonObject frame, AtomicLong delivered) {
        var isMessage = frame.getString("type").equals("message");
        if (isMessage) {
            delivered.incrementAndGet();
        }
        return isMessage;
    }

    /** Says the next when the answer has come; on one thread but for its begin and end. */
    private static final class Talker {

        private final Participant person;
        private final AtomicLong kept;
        private final AtomicLong delivered;
        private final ConcurrentHistogram latencies;
        private volatile boolean ended;
        private volatile long said;

        Talker(Participant person, AtomicLong kept, AtomicLong delivered, ConcurrentHistogram latencies) {
            this.person = person;
            this.kept = kept;
            this.delivered = delivered;
            this.latencies = latencies;
            person.hear(this::hear);
        }

        void begin() {
            said = System.nanoTime();
            person.say("What is the next thing to say?");
        }

        void end() {
            ended = true;
        }

        private void hear(JsonObject frame) {
            if (frame.getString("type").equals("error")) {
                System.err.println(frame.encode());
            }
            if (!count(frame, delivered)) {
                return;
            }
            kept.incrementAndGet();
            if (frame.getString("role").equals("assistant") && !ended) {
                latencies.recordValue((System.nanoTime() - said) / 1000);
                begin();
            }
        }
    }

    /** Each in one of the rooms, which are quiet. */
    private static void idle(Product product, WebSocketClient sockets, Talkers talkers, List<Room> rooms)
            throws Exception {
        var heap = usedHeap(product);
        var resident = product.residentMiB();
        for (var i = 0; i < IDLE; i++) {
            Participant.join(sockets, product.base(), talkers.token(i), rooms.get(i % rooms.size()));
        }
        var heapThen = usedHeap(product);
        var residentThen = product.residentMiB();
        System.out.printf(
                Locale.ROOT,
                "%d idle sockets: %.1f KiB of heap each (%d -> %d MiB after a collection), %d -> %d MiB resident%n",
                IDLE,
                (heapThen - heap) / (double) IDLE,
                heap / 1024,
                heapThen / 1024,
                resident,
                residentThen);
    }

    /** In KiB, after a collection. */
    private static long usedHeap(Product product) throws Exception {
        jcmd(product, "GC.run");
        var matcher = HEAP.matcher(jcmd(product, "GC.heap_info"));
        var used = 0L;
        while (matcher.find()) {
            used += Long.parseLong(matcher.group(1));
        }
        if (used == 0) {
            throw new IllegalStateException("jcmd does not tell how much of the heap is used");
        }
        return used;
    }

    private static String jcmd(Product product, String command) throws Exception {
        var jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
        var process = new ProcessBuilder(jcmd, "" + product.pid(), command)
                .redirectErrorStream(true)
                .start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        process.waitFor();
        return said;
    }
}
