package dev.guildhall.events;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.internal.log.EventLog;
import io.vertx.core.Future;
import java.util.List;
import java.util.UUID;

/** Records events that are their own reason: nothing else changes with them. */
public final class EventPublisher {

    private final Database database;
    private final EventLog log;
    private final List<PublicationRule> rules;

    /** @param rules are asked whenever something is to be published */
    EventPublisher(Database database, EventLog log, List<PublicationRule> rules) {
        this.database = database;
        this.log = log;
        this.rules = rules;
    }

    /**
     * An event that was recorded.
     *
     * @param sequence its place among the events of its workspace
     */
    public record Published(UUID id, long sequence) {}

    /** All of the events or none, in their order. */
    public Future<List<Published>> publish(Authentication by, WorkspaceId workspace, List<NewEvent> events) {
        return allowed(by, workspace, events)
                .compose(allowed -> database.inLine(workspace, tx -> {
                    by.origin().witness().ifPresent(witness -> witness.changes(tx));
                    return Future.succeededFuture(events.stream()
                            .map(event -> log.record(tx, workspace, event))
                            .toList());
                }))
                .map(recorded -> recorded.stream()
                        .map(event -> new Published(event.id(), event.sequence()))
                        .toList());
    }

    private Future<Void> allowed(Authentication by, WorkspaceId workspace, List<NewEvent> events) {
        var allowed = Future.<Void>succeededFuture();
        for (var rule : rules) {
            allowed = allowed.compose(before -> rule.allow(by, workspace, events));
        }
        return allowed;
    }
}
