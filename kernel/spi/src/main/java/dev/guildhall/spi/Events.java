package dev.guildhall.spi;

import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The events of the workspace. A method without its permission fails with {@code EXTENSION.NOT_GRANTED}. */
public interface Events {

    /**
     * Publishes an event of a type in the manifest's {@code publishesEvents}; needs {@code events.publish}. To publish
     * together with a change of the extension's own data, all or nothing, use {@link StorageTransaction#emit}.
     *
     * @param subject what the event is about; may be null
     * @param data at most {@link Limits#eventBytes()}; null for none
     * @return the event's id, once it is committed
     */
    Future<String> emit(String type, String subject, JsonObject data);

    /**
     * What happened after a sequence, in order, of every type; needs {@code events.read}. To learn of what happens from
     * now on, register with {@link Handlers#on} instead: there the host keeps how far you have come.
     *
     * @param after the sequence of the last event that is known; 0 to begin with the oldest that is kept
     * @param limit how many at most, 1 to 1,000; fewer than that come only at the end of the log
     */
    Future<List<Event>> read(long after, int limit);
}
