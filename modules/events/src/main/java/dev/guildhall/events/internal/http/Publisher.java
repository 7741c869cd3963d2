package dev.guildhall.events.internal.http;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.security.Origin;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.internal.log.EventLog;
import dev.guildhall.events.internal.log.Recorded;
import io.vertx.core.Future;
import java.util.List;

/** Records events that are their own reason: nothing else changes with them. */
public final class Publisher {

    private final Database database;
    private final EventLog log;

    public Publisher(Database database, EventLog log) {
        this.database = database;
        this.log = log;
    }

    /** All of the events or none, in their order. */
    Future<List<Recorded>> publish(WorkspaceId workspace, List<NewEvent> events, Origin origin) {
        return database.inTransaction(workspace, tx -> {
            origin.witness().ifPresent(witness -> witness.changes(tx));
            return Future.succeededFuture(events.stream()
                    .map(event -> log.record(tx, workspace, event))
                    .toList());
        });
    }
}
