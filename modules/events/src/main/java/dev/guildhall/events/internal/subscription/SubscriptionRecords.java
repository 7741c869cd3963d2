package dev.guildhall.events.internal.subscription;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Replay;
import dev.guildhall.events.Subscription;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.UUID;

/** What events and the audit log tell of subscriptions. */
final class SubscriptionRecords {

    private final Journal journal;
    private final Sinks sinks;
    private final AuditLog audit = new AuditLog();

    SubscriptionRecords(Journal journal, Sinks sinks) {
        this.journal = journal;
        this.sinks = sinks;
    }

    void created(Tx tx, Subscription added, Authentication by) {
        record(tx, change(by, Subscription.CREATED, added).to(sinks.audited(added)), added);
    }

    void updated(Tx tx, Subscription before, Subscription after, Authentication by) {
        var disclosed = sinks.get(after.sinkKind()).disclosedChange(before.sink(), after.sink());
        var change = change(by, "subscription.updated", after)
                .from(sinks.audited(before))
                .to(sinks.audited(after).mergeIn(disclosed));
        record(tx, change, after);
    }

    void deleted(Tx tx, Subscription gone, Authentication by) {
        record(tx, change(by, "subscription.deleted", gone).from(sinks.audited(gone)), gone);
    }

    void rotated(Tx tx, Subscription present, Authentication by) {
        record(tx, change(by, "subscription.secret_rotated", present), present);
    }

    void replayed(Tx tx, Tenant tenant, UUID id, Replay begun, Authentication by) {
        var entry = AuditEntry.of(by, "subscription.events_replayed").on(id).to(begun.toJson());
        audit.append(tx, tenant, entry);
    }

    void tested(Tx tx, Tenant tenant, UUID id, Authentication by) {
        audit.append(tx, tenant, AuditEntry.of(by, "subscription.tested").on(id));
    }

    private void record(Tx tx, Change change, Subscription subscription) {
        journal.record(tx, subscription.tenant(), change);
    }

    private static Change change(Authentication by, String type, Subscription subscription) {
        // Not the sink: for some services, whoever knows the URL may post.
        var data = new JsonObject()
                .put("name", subscription.name())
                .put("types", new JsonArray(subscription.types()))
                .put("enabled", subscription.enabled());
        return Change.of(by, type).on(subscription.id()).telling(data);
    }
}
