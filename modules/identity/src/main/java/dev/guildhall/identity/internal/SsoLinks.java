package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.internal.sso.SsoIdentity;
import dev.guildhall.identity.internal.sso.SsoIdentityTable;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import java.util.UUID;

/** Whose account each subject of an organization's identity provider signs in to. */
final class SsoLinks {

    private final Database database;
    private final Sessions sessions;
    private final IdentityEvents events;
    private final SsoIdentityTable table = new SsoIdentityTable();

    SsoLinks(Database database, Sessions sessions, IdentityEvents events) {
        this.database = database;
        this.sessions = sessions;
        this.events = events;
    }

    Future<Page<SsoIdentity>> list(OrganizationId organization, PageRequest<SsoIdentity> page) {
        return table.list(database, organization, page);
    }

    /**
     * Ends a link and the sessions that were opened by it; the next time, the address tells again whose account it is.
     * Fails with {@code SSO.IDENTITY_NOT_FOUND}.
     */
    Future<Void> remove(Authentication by, OrganizationId organization, UUID id) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> table.lock(tx, organization, id).compose(found -> {
                    var identity = found.orElseThrow(() -> IdentityError.SSO_IDENTITY_NOT_FOUND.because(
                            "The organization's single sign-on has no link of this id."));
                    return sessions.endOfIdentity(tx, id, by)
                            .compose(ended -> table.delete(tx, id))
                            .map(deleted -> {
                                events.unlinked(tx, identity, by);
                                return null;
                            });
                }));
    }
}
