package dev.guildhall.events;

import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Tenant;
import java.util.UUID;

/** Records events together with the change they tell of. */
public interface Outbox {

    /**
     * Adds an event to the transaction. It is written just before the commit, after everything else, so that the
     * tenant's sequence is locked for a moment only. Several events of one transaction keep their order. The transaction
     * must be that of the tenant or of the platform. A transaction that adds an event to a workspace which
     * was deleted meanwhile fails with {@code WORKSPACE.NOT_FOUND}.
     *
     * @return the event's id
     */
    UUID append(Tx tx, Tenant tenant, NewEvent event);

    /** The same for an event whose id somebody knows already; fails at the commit when another event has it. */
    void append(Tx tx, Tenant tenant, UUID id, NewEvent event);
}
