package dev.guildhall.events;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Origin;
import dev.guildhall.events.internal.log.EventLog;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Records events that are their own reason: nothing else changes with them. */
public final class EventPublisher {

    private final Database database;
    private final EventLog log;

    EventPublisher(Database database, EventLog log) {
        this.database = database;
        this.log = log;
    }

    /**
     * An event that was recorded.
     *
     * @param sequence its place among the events of its workspace
     */
    public record Published(UUID id, long sequence) {}

    /** All of the events or none, in their order. */
    public Future<List<Published>> publish(WorkspaceId workspace, List<NewEvent> events, Origin origin) {
        return database.inTransaction(workspace, tx -> {
                    origin.witness().ifPresent(witness -> witness.changes(tx));
                    return Future.succeededFuture(events.stream()
                            .map(event -> log.record(tx, workspace, event))
                            .toList());
                })
                .map(recorded -> recorded.stream()
                        .map(event -> new Published(event.id(), event.sequence()))
                        .toList());
    }
}
