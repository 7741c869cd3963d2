package dev.guildhall.extensions.internal.runtime;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.security.Cause;
import dev.guildhall.core.security.Principal;
import dev.guildhall.events.EventHistory;
import dev.guildhall.events.NewEvent;
import dev.guildhall.events.Outbox;
import dev.guildhall.extensions.Installation;
import dev.guildhall.extensions.internal.InstallationKey;
import dev.guildhall.host.ExtensionManifest;
import dev.guildhall.spi.Event;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.UUID;

/** The events of the workspace that one installation reads, and those that it publishes. */
record InstallationEvents(
        EventHistory history,
        Outbox outbox,
        InstallationRates rates,
        Installation installation,
        ExtensionManifest manifest) {

    Future<List<Event>> after(long sequence, int limit) {
        return history.after(installation.workspace(), sequence, limit)
                .map(found -> found.stream().<Event>map(EventsForExtensions::of).toList());
    }

    /** Publishes an event when the transaction is committed, and gives its id; throws a problem when it may not be. */
    String emit(Tx tx, Cause cause, String type, String subject, JsonObject data) {
        requireEmittable(type, subject, data);
        var id = Ids.next();
        append(tx, id, cause, type, subject, data);
        return id.toString();
    }

    /** Publishes an event that may be published, under this id, when the transaction is committed. */
    void append(Tx tx, UUID id, Cause cause, String type, String subject, JsonObject data) {
        outbox.append(
                tx,
                installation.workspace(),
                id,
                new NewEvent(type, subject, new Principal.Extension(manifest.id()), cause, data));
    }

    /** Says whether an event may be published, and counts it; throws a problem when not. */
    void requireEmittable(String type, String subject, JsonObject data) {
        EmissionRules.check(installation, manifest, type, subject, data);
        rates.countEvents(InstallationKey.of(installation), 1);
    }
}
