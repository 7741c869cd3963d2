package dev.guildhall.host;

import dev.guildhall.spi.Event;
import dev.guildhall.spi.Events;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The events of the workspace, for an extension that may publish some or read them. */
record GuardedEvents(InstallationServices services, ExtensionManifest manifest, Grants grants, HostBridge bridge)
        implements Events {

    static final int MAX_BYTES = 256 * 1024;

    @Override
    public Future<String> emit(String type, String subject, JsonObject data) {
        var cause = ExtensionCall.cause(Execution.currentCall());
        return DefensiveCopy.detached(
                data,
                MAX_BYTES,
                "EVENT.TOO_LARGE",
                copy -> manifest.publishes(type)
                        ? grants.opening(
                                Grants.EVENTS_PUBLISH,
                                () -> bridge.toHost(() -> services.emit(cause, type, subject, copy)))
                        : undeclared(type));
    }

    static Future<String> undeclared(String type) {
        return HostBridge.forbidden("EVENT.TYPE_NOT_DECLARED", "The manifest's publishesEvents does not list " + type);
    }

    @Override
    public Future<List<Event>> read(long after, int limit) {
        return grants.opening(
                Grants.EVENTS_READ,
                () -> GuardedMembers.withLimit(limit, () -> bridge.toHost(() -> services.events(after, limit))));
    }
}
