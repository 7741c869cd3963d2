package dev.guildhall.events.internal.http;

import dev.guildhall.events.internal.log.LiveEvent;
import dev.guildhall.events.internal.tail.Tail;
import dev.guildhall.events.internal.tail.TailReader;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;

/** A response that tells of events as server-sent events. */
final class ServerSentEvents implements TailReader {

    private static final Buffer HEARTBEAT = Buffer.buffer(":\n\n");

    private final HttpServerResponse response;
    private final StreamChoice choice;
    private long passedOver;

    ServerSentEvents(HttpServerResponse response, StreamChoice choice) {
        this.response = response;
        this.choice = choice;
    }

    @Override
    public boolean begin(Tail tail) {
        if (response.closed()) {
            return false;
        }
        response.closeHandler(closed -> tail.abandon());
        response.exceptionHandler(failure -> tail.abandon());
        response.drainHandler(drained -> tail.drained());
        response.setChunked(true)
                .putHeader("Content-Type", "text/event-stream")
                .putHeader("Cache-Control", "no-store")
                .putHeader("X-Accel-Buffering", "no")
                // A compressor would hold events back until it has a block of them.
                .putHeader("Content-Encoding", "identity");
        response.write("retry: 2000\n\n");
        return true;
    }

    @Override
    public boolean isFull() {
        return response.writeQueueFull();
    }

    @Override
    public void take(LiveEvent event) {
        if (choice.includes(event)) {
            passedOver = 0;
            response.write(choice.frame(event));
        } else {
            passedOver = event.event().sequence();
        }
    }

    @Override
    public void keepAlive() {
        response.write(passedOver == 0 ? HEARTBEAT : position());
    }

    // Without data it is no message, and yet the client goes on from there when it comes back.
    private Buffer position() {
        var position = Buffer.buffer("id: " + passedOver + "\n\n");
        passedOver = 0;
        return position;
    }

    @Override
    public void end() {
        response.end();
    }

    @Override
    public void cutOff() {
        response.reset();
    }
}
