package dev.guildhall.extensions.internal.runtime;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.WorkspaceId;
import dev.guildhall.core.outbound.OutboundGuard;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.CapabilityInvoker;
import dev.guildhall.extensions.internal.storage.ExtensionSchemas;
import io.vertx.core.Vertx;

/** What the installations of this node share. */
public final class RuntimeServices {

    /** How many sessions of all extensions, of those of one workspace, and of one installation work at once. */
    private static final int SESSIONS = 12;

    private static final int SESSIONS_OF_WORKSPACE = 6;
    private static final int SESSIONS_OF_INSTALLATION = 4;

    private final Database database;
    private final Outbox outbox;
    private final OutboundGuard outbound;
    private final CapabilityInvoker capabilities;
    private final ExtensionSchemas schemas;
    private final Intents intents;
    /** As long as somebody has a share of one, it is the same. */
    private final LoadingCache<WorkspaceId, SessionLimit> sessions;

    private final InstallationLogs logs;

    public RuntimeServices(
            Vertx vertx,
            Database database,
            Outbox outbox,
            OutboundGuard outbound,
            CacheBudget caches,
            CapabilityInvoker capabilities,
            ExtensionSchemas schemas,
            Intents intents) {
        this.database = database;
        this.outbox = outbox;
        this.outbound = outbound;
        this.capabilities = capabilities;
        this.schemas = schemas;
        this.intents = intents;
        this.logs = new InstallationLogs(caches);
        var all = new SessionLimit(vertx, SESSIONS);
        this.sessions = Caffeine.newBuilder().weakValues().build(workspace -> all.share(SESSIONS_OF_WORKSPACE));
    }

    /** What the installations log. */
    public InstallationLogs logs() {
        return logs;
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
        return capabilities;
    }

    ExtensionSchemas schemas() {
        return schemas;
    }

    Intents intents() {
        return intents;
    }

    /** The sessions that one installation of the workspace may use. */
    SessionLimit sessions(WorkspaceId workspace) {
        return sessions.get(workspace).share(SESSIONS_OF_INSTALLATION);
    }
}
