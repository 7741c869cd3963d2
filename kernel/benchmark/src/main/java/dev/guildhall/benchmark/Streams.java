package dev.guildhall.benchmark;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * Clients that follow the events of one workspace by server-sent events, while events are published when they are due,
 * whatever became of those before; how long after it was due each client has each.
 */
final class Streams implements AutoCloseable {

    private static final byte[] DUE = "\"due\":".getBytes(StandardCharsets.US_ASCII);
    private static final int PER_PUBLICATION = 5;
    private static final long LONGEST_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final ApiClient admin;
    private final String events;
    private final NetClient client;
    private final AtomicLong arrived = new AtomicLong();
    private final ConcurrentHistogram delays = new ConcurrentHistogram(TimeUnit.MINUTES.toMicros(1), 3);
    private final List<NetSocket> followers = new ArrayList<>();

    private Streams(Vertx vertx, ApiClient admin, String workspace) {
        this.admin = admin;
        this.events = "/api/workspaces/" + workspace + "/events";
        this.client = vertx.createNetClient();
    }

    /** With so many streams of each of these users, who are members of the workspace. */
    static Streams open(Vertx vertx, URI base, ApiClient admin, String workspace, List<String> tokens, int ofEach)
            throws Exception {
        var streams = new Streams(vertx, admin, workspace);
        for (var token : tokens) {
            for (var i = 0; i < ofEach; i++) {
                var socket = result(streams.client.connect(base.getPort(), base.getHost()));
                socket.handler(new Reader(streams)::read);
                result(socket.write(streams.request(token)));
                streams.followers.add(socket);
            }
        }
        return streams;
    }

    /** From the first event there is, so that it does not matter when the stream is open. */
    private String request(String token) {
        return "GET " + events + "/stream HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer " + token
                + "\r\nLast-Event-ID: 0\r\n\r\n";
    }

    /** Latencies in milliseconds, and how many events a second came to all clients together. */
    Load.Outcome run(int perSecond, int seconds) throws Exception {
        arrived.set(0);
        delays.reset();
        var total = perSecond * seconds / PER_PUBLICATION;
        var began = System.nanoTime();
        for (var i = 0; i < total; i++) {
            var due = began + i * TimeUnit.SECONDS.toNanos(PER_PUBLICATION) / perSecond;
            var early = due - System.nanoTime();
            if (early > 0) {
                TimeUnit.NANOSECONDS.sleep(early);
            }
            publish(due);
        }
        var expected = (long) total * PER_PUBLICATION * followers.size();
        while (arrived.get() < expected) {
            if (System.nanoTime() - began > TimeUnit.SECONDS.toNanos(seconds) + LONGEST_NANOS) {
                throw new IllegalStateException(arrived + " of " + expected + " events came");
            }
            TimeUnit.MILLISECONDS.sleep(1);
        }
        return Load.Outcome.of(delays, (System.nanoTime() - began) / 1e9, 0);
    }

    private void publish(long due) throws Exception {
        var batch = new JsonArray();
        for (var i = 0; i < PER_PUBLICATION; i++) {
            batch.add(new JsonObject()
                    .put("type", "order.placed")
                    .put("data", new JsonObject().put("due", due).put("customer", "Ada")));
        }
        admin.post(events, batch.encode());
    }

    @Override
    public void close() throws Exception {
        result(client.close());
    }

    private static <T> T result(Future<T> future) throws Exception {
        return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
    }

    /** Looks for nothing but when events were due, as it takes little of the machine. */
    private static final class Reader {

        private final Streams streams;
        private Buffer rest = Buffer.buffer();

        private Reader(Streams streams) {
            this.streams = streams;
        }

        private void read(Buffer bytes) {
            var all = rest.length() == 0 ? bytes : rest.appendBuffer(bytes);
            var from = 0;
            for (var at = next(all, from); at >= 0; at = next(all, from)) {
                var end = at;
                var due = 0L;
                while (end < all.length() && Character.isDigit(all.getByte(end))) {
                    due = 10 * due + all.getByte(end++) - '0';
                }
                if (end == all.length()) {
                    break;
                }
                from = end;
                streams.delays.recordValue(Math.max(0, TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - due)));
                streams.arrived.incrementAndGet();
            }
            rest = all.getBuffer(Math.max(from, all.length() - 64), all.length());
        }

        /** Where the next number begins, or -1. */
        private static int next(Buffer bytes, int from) {
            for (var i = from; i <= bytes.length() - DUE.length; i++) {
                if (matches(bytes, i)) {
                    return i + DUE.length;
                }
            }
            return -1;
        }

        private static boolean matches(Buffer bytes, int at) {
            for (var i = 0; i < DUE.length; i++) {
                if (bytes.getByte(at + i) != DUE[i]) {
                    return false;
                }
            }
            return true;
        }
    }
}
