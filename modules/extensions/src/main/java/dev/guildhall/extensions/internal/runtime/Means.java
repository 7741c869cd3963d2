package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.CapabilityInvoker;
import io.vertx.core.Vertx;
import java.util.function.Supplier;

/** What the installations of this node share. */
public final class Means {

    /** Most of the pool, but never all of it: the product itself must get at its database. */
    private static final int STORAGE_CONNECTIONS = 10;

    private final Database database;
    private final Outbox outbox;
    private final OutboundGuard outbound;
    private final Supplier<CapabilityInvoker> capabilities;
    private final Limiter storageConnections;

    public Means(
            Vertx vertx,
            Database database,
            Outbox outbox,
            OutboundGuard outbound,
            Supplier<CapabilityInvoker> capabilities) {
        this.database = database;
        this.outbox = outbox;
        this.outbound = outbound;
        this.capabilities = capabilities;
        this.storageConnections = new Limiter(vertx, STORAGE_CONNECTIONS);
    }

    Database database() {
        return database;
    }

    Outbox outbox() {
        return outbox;
    }

    OutboundGuard outbound() {
        return outbound;
    }

    CapabilityInvoker capabilities() {
        return capabilities.get();
    }

    Limiter storageConnections() {
        return storageConnections;
    }
}
