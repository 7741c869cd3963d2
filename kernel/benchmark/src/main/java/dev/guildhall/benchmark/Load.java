package dev.guildhall.benchmark;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * A closed-loop load over keep-alive HTTP connections: each sends its next request when the answer to the last is
 * complete. It reads just enough of HTTP to find the end of an answer, so that it takes little of the machine.
 */
final class Load {

    private final Vertx vertx;
    private final URI target;
    private final IntFunction<List<? extends Script>> scripts;

    /** The requests are dealt out among the connections, each of which sends its own over and over. */
    Load(Vertx vertx, URI target, List<Buffer> requests) {
        this(vertx, target, connections -> OverAndOver.deal(requests, connections));
    }

    private Load(Vertx vertx, URI target, IntFunction<List<? extends Script>> scripts) {
        this.vertx = vertx;
        this.target = target;
        this.scripts = scripts;
    }

    /** Each connection follows a script of its own, at the most as many as there are. */
    static Load scripted(Vertx vertx, URI target, List<? extends Script> scripts) {
        return new Load(vertx, target, connections -> scripts.subList(0, connections));
    }

    /** What one connection sends. */
    @FunctionalInterface
    interface Script {

        /** The next request, now that the one before was answered so; null at first. */
        Buffer next(Buffer answer);

        /** Whether all of it was sent, and the next request is the first again. */
        default boolean isAround() {
            return false;
        }
    }

    private static final class OverAndOver implements Script {

        private final List<Buffer> requests;
        private int next;

        private OverAndOver(List<Buffer> requests) {
            this.requests = requests;
        }

        static List<OverAndOver> deal(List<Buffer> requests, int connections) {
            var own = requests.size() / connections;
            return IntStream.range(0, connections)
                    .mapToObj(i -> new OverAndOver(requests.subList(i * own, (i + 1) * own)))
                    .toList();
        }

        @Override
        public Buffer next(Buffer answer) {
            var request = requests.get(next);
            next = (next + 1) % requests.size();
            return request;
        }

        @Override
        public boolean isAround() {
            return next == 0;
        }
    }

    /** The bytes of a GET request with a bearer token. */
    static Buffer get(String path, String token) {
        return Buffer.buffer(
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    }

    /** The bytes of a POST request with a JSON body. */
    static Buffer post(String path, String token, String json) {
        return posting(path, "Authorization: Bearer " + token + "\r\n", json);
    }

    /** The same of nobody. */
    static Buffer post(String path, String json) {
        return posting(path, "", json);
    }

    private static Buffer posting(String path, String credential, String json) {
        return Buffer.buffer("POST " + path + " HTTP/1.1\r\nHost: localhost\r\n" + credential
                + "Content-Type: application/json\r\nContent-Length: "
                + json.getBytes(StandardCharsets.UTF_8).length + "\r\n\r\n" + json);
    }

    /** Runs for a while and reports; an answer other than 2xx counts as an error. */
    Outcome run(int connections, int seconds) throws Exception {
        return run(connections, seconds, false);
    }

    /** The same with each request sent once. */
    Outcome each(int connections) throws Exception {
        return run(connections, 0, true);
    }

    private Outcome run(int connections, int seconds, boolean once) throws Exception {
        var latencies = new ConcurrentHistogram(3_600_000_000L, 3);
        var stop = new AtomicBoolean();
        var errors = new AtomicLong();
        var client = vertx.createNetClient();
        var ended = new ArrayList<Future<?>>();
        var started = System.nanoTime();
        for (var script : scripts.apply(connections)) {
            ended.add(client.connect(target.getPort(), target.getHost())
                    .compose(socket -> new Caller(socket, script, latencies, errors, stop, once).run()));
        }
        Thread.sleep(seconds * 1000L);
        stop.set(!once);
        Future.all(ended).toCompletionStage().toCompletableFuture().get();
        var elapsed = (System.nanoTime() - started) / 1e9;
        client.close().toCompletionStage().toCompletableFuture().get();
        return Outcome.of(latencies, elapsed, errors.get());
    }

    /** Requests per second, latencies in milliseconds. */
    record Outcome(double perSecond, double p50, double p99, double slowest, long errors) {

        /** Of something that is done as a whole, and has no latencies. */
        static Outcome ofAll(long number, double seconds) {
            return new Outcome(number / seconds, 0, 0, 0, 0);
        }

        /** Of latencies in microseconds and the seconds all took. */
        static Outcome of(ConcurrentHistogram latencies, double seconds, long errors) {
            return new Outcome(
                    latencies.getTotalCount() / seconds,
                    latencies.getValueAtPercentile(50) / 1e3,
                    latencies.getValueAtPercentile(99) / 1e3,
                    latencies.getMaxValue() / 1e3,
                    errors);
        }
    }

    private static final class Caller {

        private final NetSocket socket;
        private final Script script;
        private final ConcurrentHistogram latencies;
        private final AtomicLong errors;
        private final AtomicBoolean stop;
        private final boolean once;
        private final Promise<Void> done = Promise.promise();
        private long sentAt;
        private Buffer pending = Buffer.buffer();

        private Caller(
                NetSocket socket,
                Script script,
                ConcurrentHistogram latencies,
                AtomicLong errors,
                AtomicBoolean stop,
                boolean once) {
            this.socket = socket;
            this.script = script;
            this.latencies = latencies;
            this.errors = errors;
            this.stop = stop;
            this.once = once;
        }

        private Future<Void> run() {
            socket.handler(this::received);
            socket.closeHandler(closed -> done.tryFail("The server closed the connection"));
            send(null);
            return done.future();
        }

        private void send(Buffer answer) {
            var request = script.next(answer);
            sentAt = System.nanoTime();
            socket.write(request);
        }

        private void received(Buffer bytes) {
            pending = pending.length() == 0 ? bytes : pending.appendBuffer(bytes);
            var length = answerLength(pending);
            if (length < 0 || pending.length() < length) {
                return;
            }
            latencies.recordValue((System.nanoTime() - sentAt) / 1_000);
            if (pending.getByte(9) != '2') {
                errors.incrementAndGet();
            }
            var answer = pending;
            pending = Buffer.buffer();
            if (stop.get() || once && script.isAround()) {
                done.tryComplete();
                socket.close();
            } else {
                send(answer);
            }
        }
    }

    /** The length of the whole answer, or -1 while its head is not complete. */
    private static int answerLength(Buffer bytes) {
        for (var i = 3; i < bytes.length(); i++) {
            if (bytes.getByte(i) == '\n' && bytes.getByte(i - 1) == '\r' && bytes.getByte(i - 2) == '\n') {
                return i + 1 + contentLength(bytes.getString(0, i, "ISO-8859-1"));
            }
        }
        return -1;
    }

    private static int contentLength(String head) {
        var at = head.toLowerCase(Locale.ROOT).indexOf("content-length: ");
        return at < 0
                ? 0
                : Integer.parseInt(
                        head.substring(at + 16, head.indexOf('\r', at)).strip());
    }
}
