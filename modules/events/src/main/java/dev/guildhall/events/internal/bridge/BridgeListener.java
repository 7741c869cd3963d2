package dev.guildhall.events.internal.bridge;

import dev.guildhall.events.internal.log.LiveEvent;
import dev.guildhall.events.internal.tail.Tail;
import dev.guildhall.events.internal.tail.TailReader;
import io.vertx.core.json.JsonObject;

/** One address as a socket listens to it. Lives on the socket's event loop. */
final class BridgeListener implements TailReader {

    private final BridgeSocket socket;
    private final String address;
    private Heard heard = Heard.ALL;
    private Tail tail;
    private boolean gone;

    BridgeListener(BridgeSocket socket, String address) {
        this.socket = socket;
        this.address = address;
    }

    void follows(Tail followed, Heard those) {
        tail = followed;
        heard = those;
    }

    void drained() {
        if (tail != null) {
            tail.drained();
        }
    }

    boolean isGone() {
        return gone;
    }

    /** Listens no more. */
    void leave() {
        gone = true;
        if (tail != null) {
            tail.abandon();
        }
    }

    @Override
    public boolean begin(Tail begun) {
        return !gone;
    }

    @Override
    public boolean isFull() {
        return socket.isFull();
    }

    @Override
    public void take(LiveEvent event) {
        if (gone) {
            return;
        }
        if (heard.has(event)) {
            socket.send(
                    new JsonObject().put("type", "rec").put("address", address).put("body", event.cloudEvent()));
        }
        if (heard.isChangedBy(event.event())) {
            socket.followAnew(address, this, event.event().sequence());
        }
    }

    @Override
    public void keepAlive() {
        // The socket does that for all that it listens to.
    }

    @Override
    public void end() {
        socket.end();
    }

    @Override
    public void cutOff() {
        socket.end();
    }
}
