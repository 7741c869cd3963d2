package dev.guildhall.events.internal.durable;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.events.DurableSubscribers;
import dev.guildhall.events.EventsConfig;
import dev.guildhall.events.internal.durable.Cursor.Key;
import dev.guildhall.events.internal.log.EventTable;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** The durable subscribers, as other modules see them. */
public final class Cursors implements DurableSubscribers {

    private final CursorTable table;
    private final Pumps pumps;
    private final EventsConfig config;

    public Cursors(Vertx vertx, Database database, EventTable events, Node node, EventsConfig config) {
        this.table = new CursorTable(database);
        this.pumps = new Pumps(vertx, events, table, node, config);
        this.config = config;
    }

    public Pumps pumps() {
        return pumps;
    }

    @Override
    public void register(String kind, Delivery delivery) {
        register(kind, new OneByOne(delivery, config.deliveryTimeout()));
    }

    public void register(String kind, BatchDelivery delivery) {
        pumps.register(kind, delivery);
    }

    @Override
    public Future<Void> unregister(String kind) {
        return pumps.unregister(kind);
    }

    @Override
    public Future<Void> subscribe(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        return table.subscribe(tx, new Key(workspace, kind, subscriber));
    }

    @Override
    public Future<Void> pause(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        return table.pause(tx, new Key(workspace, kind, subscriber));
    }

    @Override
    public Future<Void> resume(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        tx.afterCommit(() -> pumps.wake(workspace));
        return table.resume(tx, new Key(workspace, kind, subscriber));
    }

    @Override
    public Future<Void> unsubscribe(Tx tx, WorkspaceId workspace, String kind, String subscriber) {
        return table.unsubscribe(tx, new Key(workspace, kind, subscriber));
    }
}
