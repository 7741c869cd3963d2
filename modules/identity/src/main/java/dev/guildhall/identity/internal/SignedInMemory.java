package dev.guildhall.identity.internal;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.Account;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;

/**
 * Who is signed in, in memory: the state of sessions and accounts that every request needs. What changes it here drops
 * it after the commit, and what changes it on another node does so by its event; an event heard again does no harm.
 */
final class SignedInMemory {

    private final CoherentCache<UUID, Optional<Session>> sessions;
    private final CoherentCache<UserId, Optional<Standing>> accounts;
    // Which session a cookie stands for never changes; it can only end.
    private final CoherentCache<ByteBuffer, Optional<UUID>> cookies;

    SignedInMemory(Database database, CacheBudget caches) {
        var sessionTable = new SessionTable();
        var standingTable = new StandingTable();
        this.sessions = CoherentCache.of(caches, CacheBudget.HOT, id -> sessionTable.find(database, id));
        this.accounts = CoherentCache.of(caches, CacheBudget.HOT, id -> standingTable.find(database, id));
        this.cookies = CoherentCache.of(caches, hash -> sessionTable.idByCookie(database, bytes(hash)));
    }

    Future<Optional<Session>> session(UUID id) {
        return sessions.get(id);
    }

    Future<Optional<Account>> account(UserId id) {
        return standing(id).map(found -> found.map(Standing::account));
    }

    Future<Optional<Standing>> standing(UserId id) {
        return accounts.get(id);
    }

    Future<Optional<UUID>> sessionOfCookie(String cookie) {
        return cookies.get(ByteBuffer.wrap(ClientSecret.hash(cookie)));
    }

    void accountChanged(UserId user) {
        accounts.invalidate(user);
    }

    /** What is asked of those who sign in is otherwise now. */
    void policyChanged() {
        accounts.invalidateAll();
    }

    void sessionChanged(UUID session) {
        sessions.invalidate(session);
    }

    void applicationEnded(UUID client) {
        sessions.invalidateIf(session -> session.flatMap(known -> known.heldBy(Session.Holder.Kind.APPLICATION))
                .filter(client::equals)
                .isPresent());
    }

    void sessionsEnded(UserId user) {
        sessions.invalidateIf(
                session -> session.map(Session::user).filter(user::equals).isPresent());
    }

    /** To be told of everything: who hears of all tenants hears of an event before those who react to it. */
    void follow(Event event) {
        if (event.tenant().equals(Tenant.PLATFORM)) {
            hear(event);
        }
        if (event.type().equals("organization.deleted")) {
            organizationLeft(UUID.fromString(event.subject()));
            policyChanged();
        } else if (event.tenant() instanceof OrganizationId organization) {
            hear(event, organization);
        }
    }

    private void hear(Event event, OrganizationId organization) {
        switch (event.type()) {
            case "member.removed" -> {
                organizationLeft(organization.value());
                accountChanged(subject(event));
            }
            // Whose member somebody is tells what is asked of them.
            case "member.added", "member.suspended", "member.resumed" -> accountChanged(subject(event));
            case SignInPolicies.ORGANIZATION_CHANGED -> policyChanged();
            default -> {
                // Other facts of an organization change nothing here.
            }
        }
    }

    // The session of a former member is scoped to no organization any more, or ended.
    private void organizationLeft(UUID organization) {
        sessions.invalidateIf(session -> session.flatMap(Session::organization)
                .filter(known -> known.value().equals(organization))
                .isPresent());
    }

    private void hear(Event event) {
        switch (event.type()) {
            case IdentityEvents.USER_UPDATED,
                    IdentityEvents.USER_DELETED,
                    FactorEvents.FACTOR_ADDED,
                    FactorEvents.FACTOR_REMOVED,
                    FactorEvents.FACTORS_RESET -> accountChanged(subject(event));
            case IdentityEvents.SESSION_ENDED, IdentityEvents.SESSION_SWITCHED, FactorEvents.SESSION_PROVEN ->
                sessionChanged(UUID.fromString(event.data().getString(IdentityEvents.SESSION_ID)));
            case IdentityEvents.SESSIONS_ENDED -> sessionsEnded(subject(event));
            case IdentityEvents.APPLICATION_ENDED ->
                applicationEnded(UUID.fromString(event.data().getString(IdentityEvents.CLIENT_ID)));
            case SignInPolicies.PLATFORM_CHANGED -> policyChanged();
            default -> {
                // Other facts of the platform change nothing here.
            }
        }
    }

    private static byte[] bytes(ByteBuffer hash) {
        var bytes = new byte[hash.remaining()];
        hash.duplicate().get(bytes);
        return bytes;
    }

    private static UserId subject(Event event) {
        return new UserId(UUID.fromString(event.subject()));
    }
}
