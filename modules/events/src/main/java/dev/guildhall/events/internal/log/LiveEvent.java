package dev.guildhall.events.internal.log;

import dev.guildhall.core.event.Event;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/** An event on its way to the listeners of this node, which share its encoded forms. Safe for use by any thread. */
public final class LiveEvent {

    private final Event event;
    private final Map<Object, Boolean> passed = new ConcurrentHashMap<>(0);
    // Made twice when two threads ask at once, which is cheaper than to have them wait.
    private volatile JsonObject cloudEvent;
    private volatile Buffer named;
    private volatile Buffer unnamed;

    public LiveEvent(Event event) {
        this.event = event;
    }

    public Event event() {
        return event;
    }

    /**
     * Whether something lets the event through, found out once for all who ask alike.
     *
     * @param key the same for the same condition
     */
    public boolean passes(Object key, Predicate<Event> condition) {
        return passed.computeIfAbsent(key, first -> condition.test(event));
    }

    /** The event as CloudEvents JSON, which nobody changes. */
    public JsonObject cloudEvent() {
        var made = cloudEvent;
        if (made == null) {
            made = event.toCloudEvent();
            cloudEvent = made;
        }
        return made;
    }

    /** The event as a message of a server-sent event stream, which says its type as that of the message. */
    public Buffer namedFrame() {
        var made = named;
        if (made == null) {
            made = frame("event: " + event.type() + "\n");
            named = made;
        }
        return made;
    }

    /** The same without a type, for clients that listen to messages of no type only. */
    public Buffer unnamedFrame() {
        var made = unnamed;
        if (made == null) {
            made = frame("");
            unnamed = made;
        }
        return made;
    }

    private Buffer frame(String name) {
        return Buffer.buffer("id: " + event.sequence() + "\n" + name + "data: ")
                .appendBuffer(cloudEvent().toBuffer())
                .appendString("\n\n");
    }
}
