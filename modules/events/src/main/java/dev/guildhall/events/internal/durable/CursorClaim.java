package dev.guildhall.events.internal.durable;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.work.Claim;
import dev.guildhall.core.work.Lease;
import java.util.UUID;

/**
 * The claim of this node on one cursor.
 *
 * @param cursor how far it had come when it was claimed
 */
record CursorClaim(Cursor cursor, UUID id, Lease lease) implements Claim<Cursor.Key> {

    @Override
    public Cursor.Key key() {
        return cursor.key();
    }

    Tenant tenant() {
        return key().tenant();
    }
}
