package dev.guildhall.events.internal;

import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.events.Change;
import dev.guildhall.events.EventsLifecycle;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Outbox;
import java.util.UUID;

/** Tells the outbox and the audit log of each change. */
public final class RecordedChanges implements Journal {

    private final Outbox outbox;
    private final EventsLifecycle events;
    private final AuditLog audit;

    public RecordedChanges(Outbox outbox, EventsLifecycle events, AuditLog audit) {
        this.outbox = outbox;
        this.events = events;
        this.audit = audit;
    }

    @Override
    public UUID record(Tx tx, Tenant tenant, Change change) {
        tellWitness(tx, change);
        audit.append(tx, tenant, change.entry());
        return outbox.append(tx, tenant, change.event());
    }

    @Override
    public void recordEnd(Tx tx, Tenant tenant, Change change) {
        tellWitness(tx, change);
        outbox.append(tx, tenant, change.event());
        outbox.append(tx, Tenant.PLATFORM, change.event());
        events.forget(tx, tenant);
        audit.end(tx, tenant, change.entry());
    }

    private static void tellWitness(Tx tx, Change change) {
        change.entry().by().origin().witness().ifPresent(witness -> witness.changes(tx));
    }
}
