package dev.guildhall.archive;

import dev.guildhall.core.security.Authentication;
import io.vertx.core.Future;

/** Makes workspaces from archives. Safe for all event loops. */
public interface WorkspaceImport {

    /**
     * Makes a workspace of no organization, all of it or nothing: with ids of its own, its members matched to accounts by
     * their addresses and accounts without a password made for the others. An extension that the catalogue lacks is put
     * there first, and stays. What is sent is sent by one only, so subscriptions come disabled, and so do extensions that
     * reach beyond the server or lack their secrets.
     *
     * <p>Fails with {@code ARCHIVE.CHANGED} for a file in which a byte is not as it was written, {@code ARCHIVE.KEY_UNKNOWN}
     * for one that nobody has signed who is trusted, {@code ARCHIVE.EXTENSION_DIFFERS} when the catalogue has another
     * artifact under the same version, {@code ARCHIVE.ADDRESS_UNPROVEN} when a member's address is that of somebody who has
     * not proved it theirs, and {@code WORKSPACE.KEY_EXISTS}.
     */
    Future<Imported> importArchive(Authentication by, ImportRequest request, Progress progress);
}
