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
import org.HdrHistogram.ConcurrentHistogram;

/**
 * A closed-loop load over keep-alive HTTP connections: each sends its next request when the answer to the last is
 * complete. The requests are dealt out among the connections, each of which sends its own over and over. It reads just enough of HTTP to find the end of an answer, so that it takes little of the machine.
 */
final class Load {

    private final Vertx vertx;
    private final URI target;
    private final List<Buffer> requests;

    Load(Vertx vertx, URI target, List<Buffer> requests) {
        this.vertx = vertx;
        this.target = target;
        this.requests = requests;
    }

    /** The bytes of a GET request with a bearer token. */
    static Buffer get(String path, String token) {
        return Buffer.buffer(
                "GET " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token + "\r\n\r\n");
    }

    /** The bytes of a POST request with a JSON body. */
    static Buffer post(String path, String token, String json) {
        return Buffer.buffer("POST " + path + " HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/json\r\nContent-Length: "
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
        for (var i = 0; i < connections; i++) {
            var own = requests.size() / connections;
            var mine = requests.subList(i * own, (i + 1) * own);
            ended.add(client.connect(target.getPort(), target.getHost())
                    .compose(socket -> new Caller(socket, mine, latencies, errors, stop, once).run()));
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
        private final List<Buffer> requests;
        private final ConcurrentHistogram latencies;
        private final AtomicLong errors;
        private final AtomicBoolean stop;
        private final boolean once;
        private final Promise<Void> done = Promise.promise();
        private int next;
        private long sentAt;
        private Buffer pending = Buffer.buffer();

        private Caller(
                NetSocket socket,
                List<Buffer> requests,
                ConcurrentHistogram latencies,
                AtomicLong errors,
                AtomicBoolean stop,
                boolean once) {
            this.socket = socket;
            this.requests = requests;
            this.latencies = latencies;
            this.errors = errors;
            this.stop = stop;
            this.once = once;
        }

        private Future<Void> run() {
            socket.handler(this::received);
            socket.closeHandler(closed -> done.tryFail("The server closed the connection"));
            send();
            return done.future();
        }

        private void send() {
            sentAt = System.nanoTime();
            socket.write(requests.get(next));
            next = (next + 1) % requests.size();
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
            pending = Buffer.buffer();
            if (stop.get() || once && next == 0) {
                done.tryComplete();
                socket.close();
            } else {
                send();
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
