package dev.guildhall.archive;

import dev.guildhall.archive.internal.erasure.ErasureTable;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.list.ListFields;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.UUID;

/**
 * Erases persons and workspaces, so that the database tells nothing of them any more but what a signed receipt says. Safe
 * for all event loops.
 *
 * <p>Of a workspace nothing stays. Of a person go the account with all that hangs on it, what they said to agents and what
 * was remembered of them, invitations and mails to them; and wherever else, in audit logs, events, deliveries and what
 * extensions have stored, their addresses, and their names where it is said that these are theirs. What they did in a
 * workspace remains the workspace's, done by an id that is nobody's. Audit logs can still be verified.
 */
public interface Erasures {

    /** What {@link #list} can be filtered and ordered by. */
    ListFields<Erasure> LIST = ErasureTable.LIST;

    /**
     * Deletes the account or the workspace, and begins to erase what else tells of it; that goes on whatever becomes of this
     * node. One that was deleted before can be erased as well. Fails with {@code USER.NOT_FOUND}, {@code
     * WORKSPACE.NOT_FOUND}, {@code USER.OWNS_WORKSPACES} and {@code USER.LAST_ADMIN}.
     */
    Future<Erasure> begin(Authentication by, ErasureRequest request);

    /** Erases all that is left to erase, and gives the receipt; however long that takes. */
    Future<Erasure> finish(UUID id);

    /** Fails with {@code ERASURE.NOT_FOUND}. */
    Future<Erasure> get(UUID id);

    Future<Page<Erasure>> list(PageRequest<Erasure> page);
}
