package dev.guildhall.identity.internal;

import dev.guildhall.audit.AuditEntry;
import dev.guildhall.audit.AuditLog;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.events.Outbox;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.AccountLifecycle;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.PersonalToken;
import dev.guildhall.identity.internal.Session.Minted;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.identity.internal.sso.ProviderSignIn.Provided;
import dev.guildhall.identity.internal.sso.SsoIdentity;
import io.vertx.core.Future;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Records what happens to accounts and sessions, as facts of the platform. None of them carries a secret. Organizations are
 * told what becomes of the accounts of their members: as much of it as they see of a member.
 */
final class IdentityEvents {

    static final String USER_CREATED = "user.created";
    static final String USER_UPDATED = "user.updated";
    static final String USER_DELETED = "user.deleted";
    private static final String USER_DEACTIVATED = "user.deactivated";
    private static final String USER_REACTIVATED = "user.reactivated";
    static final String SESSION_ENDED = "user.session_ended";
    static final String SESSIONS_ENDED = "user.sessions_ended";
    static final String TOKEN_REVOKED = "user.token_revoked";
    static final String TOKENS_ENDED = "user.tokens_ended";
    static final String TOKEN_ID = "tokenId";
    static final String SESSION_SWITCHED = "user.session_switched";
    static final String SESSION_ID = "sessionId";
    static final String APPLICATION_ENDED = "user.application_ended";
    static final String CLIENT_ID = "clientId";

    private static final String TOKEN_MINTED = "user.token_minted";
    private static final String TOKEN_REFRESHED = "user.token_refreshed";
    private static final String TOKEN_CREATED = "user.token_created";
    private static final String GRANT_OPENED = "oauth.grant_opened";
    private static final String SESSION_OPENED = "session.opened";
    private static final String SESSION_REFUSED = "session.refused";
    private static final String SSO_LINKED = "organization.sso_linked";
    private static final String SSO_UNLINKED = "organization.sso_unlinked";
    private static final String SSO = "SSO";
    private static final String PASSWORD_CHANGED = "user.password_changed";
    private static final String PASSWORD_CHANGE_REFUSED = "user.password_change_refused";

    private final Journal journal;
    private final Outbox outbox;
    private final List<AccountLifecycle> lifecycles;
    private final AuditLog audit = new AuditLog();

    /** @param lifecycles know of which organizations somebody is a member */
    IdentityEvents(Journal journal, Outbox outbox, List<AccountLifecycle> lifecycles) {
        this.journal = journal;
        this.outbox = outbox;
        this.lifecycles = lifecycles;
    }

    /** The organizations of which somebody is a member, and stays one until the transaction ends. */
    Future<List<OrganizationId>> organizationsOf(Tx tx, UserId user) {
        return Future.all(lifecycles.stream()
                        .map(part -> part.organizationsOf(tx, user))
                        .toList())
                .map(found -> found.<List<OrganizationId>>list().stream()
                        .flatMap(List::stream)
                        .toList());
    }

    /** @param organizations whose directories or identity providers have made it */
    void created(Tx tx, Account account, List<OrganizationId> organizations, Authentication by) {
        record(
                tx,
                Change.of(by, USER_CREATED)
                        .on(account.id())
                        .telling(facts(account))
                        .to(facts(account)));
        tell(tx, organizations, USER_CREATED, account, by);
    }

    Future<Void> updated(Tx tx, Account before, Account account, boolean passwordReset, Authentication by) {
        var after = passwordReset ? facts(account).put("passwordReset", true) : facts(account);
        if (!before.annotations().equals(account.annotations())) {
            // What an application notes of a person is not for a log, which could not forget it.
            after.put("annotationsChanged", true);
        }
        record(
                tx,
                Change.of(by, USER_UPDATED)
                        .on(account.id())
                        .telling(facts(account))
                        .from(facts(before))
                        .to(after));
        var turned = turned(before, account);
        turned.ifPresent(type -> outbox.append(
                tx,
                Tenant.PLATFORM,
                Change.of(by, type).on(account.id()).telling(facts(account)).event()));
        var isOtherwise = !profile(before).equals(profile(account));
        if (!isOtherwise && turned.isEmpty()) {
            return Future.succeededFuture();
        }
        return organizationsOf(tx, account.id()).map(organizations -> {
            if (isOtherwise) {
                tell(tx, organizations, USER_UPDATED, account, by);
            }
            turned.ifPresent(type -> tell(tx, organizations, type, account, by));
            return null;
        });
    }

    /** What is told beside the change when they may not sign in any more, or again; the audit log has it in the change. */
    private static Optional<String> turned(Account before, Account after) {
        return before.maySignIn() == after.maySignIn()
                ? Optional.empty()
                : Optional.of(after.maySignIn() ? USER_REACTIVATED : USER_DEACTIVATED);
    }

    /** @param organizations of which they were a member */
    void deleted(Tx tx, Account account, List<OrganizationId> organizations, Authentication by) {
        record(
                tx,
                Change.of(by, USER_DELETED)
                        .on(account.id())
                        .telling(facts(account))
                        .from(facts(account)));
        tell(tx, organizations, USER_DELETED, account, by);
    }

    // Not in the audit logs of organizations, where it would say from where somebody else's administrator works.
    private void tell(Tx tx, List<OrganizationId> organizations, String type, Account account, Authentication by) {
        organizations.forEach(organization -> outbox.append(
                tx,
                organization,
                Change.of(by, type).on(account.id()).telling(profile(account)).event()));
    }

    /** Nobody but auditors is told: not of every sign-in. */
    void sessionOpened(Tx tx, Account account, NewSession session) {
        var by = Authentication.user(
                account.id(), account.email(), session.client().origin());
        var after = new JsonObject()
                .put(SESSION_ID, session.id().toString())
                .put("userAgent", session.client().userAgent())
                .put("organizationId", text(session.organization()));
        session.provider().ifPresent(provider -> after.put("method", SSO));
        if (session.methods().equals(List.of(SignInMethod.PASSKEY))) {
            after.put("method", SignInMethod.PASSKEY.name());
        }
        var entry = AuditEntry.of(by, SESSION_OPENED).on(account.id()).to(after);
        audit(tx, entry);
        session.provider()
                .ifPresent(provider -> audit.append(tx, session.organization().orElseThrow(), entry));
    }

    /** Somebody whom the provider of an organization vouches for was not let in. */
    void providerSignInRefused(Tx tx, Provided provided, Problem refusal, Client client) {
        var attempt = new JsonObject()
                .put("issuer", provided.user().issuer())
                .put("method", SSO)
                .put("reason", refusal.code().code())
                .put("email", provided.user().provenEmail().orElse(null))
                .put("userAgent", client.userAgent());
        var entry = AuditEntry.of(Authentication.anonymous(client.origin()), SESSION_REFUSED)
                .to(attempt);
        audit(tx, entry);
        audit.append(tx, provided.connection().id(), entry);
    }

    /** From now on the subject of the provider is who has the account. */
    void linked(Tx tx, SsoIdentity identity, Authentication by) {
        var facts = facts(identity);
        journal.record(
                tx,
                identity.organization(),
                Change.of(by, SSO_LINKED).on(identity.user()).telling(facts).to(facts));
    }

    void unlinked(Tx tx, SsoIdentity identity, Authentication by) {
        var facts = facts(identity);
        journal.record(
                tx,
                identity.organization(),
                Change.of(by, SSO_UNLINKED).on(identity.user()).telling(facts).from(facts));
    }

    // Not the subject: many providers name people by it, whom a log could not forget.
    private static JsonObject facts(SsoIdentity identity) {
        return new JsonObject()
                .put("issuer", identity.issuer())
                .put("userId", identity.user().toString());
    }

    /** @param user whose account was tried; empty when there is none with the address */
    void signInRefused(Tx tx, Optional<UserId> user, String email, Client client) {
        var attempt = new JsonObject().put("email", email).put("userAgent", client.userAgent());
        var entry = AuditEntry.of(Authentication.anonymous(client.origin()), SESSION_REFUSED)
                .to(attempt);
        audit(tx, user.map(entry::on).orElse(entry));
    }

    void passwordChanged(Tx tx, UserId user, Authentication by) {
        audit(tx, AuditEntry.of(by, PASSWORD_CHANGED).on(user));
    }

    void passwordChangeRefused(Tx tx, UserId user, Authentication by) {
        audit(tx, AuditEntry.of(by, PASSWORD_CHANGE_REFUSED).on(user));
    }

    void sessionEnded(Tx tx, Session session, SessionEnd reason, Authentication by) {
        var told = reason(reason).put(SESSION_ID, session.id().toString());
        ended(tx, SESSION_ENDED, session.user(), by, told);
        session.minted()
                .ifPresent(minted -> auditOfOrganization(
                        tx,
                        session,
                        AuditEntry.of(by, TOKEN_REVOKED)
                                .from(facts(session, minted))
                                .to(reason(reason))));
    }

    /** An application has no tokens any more: of these users, in this place, as far as either is said. */
    void applicationEnded(Tx tx, ApplicationTokens.Ending ended, Authentication by) {
        var told = new JsonObject()
                .put(CLIENT_ID, ended.client().toString())
                .put("userId", ended.user().map(UserId::toString).orElse(null))
                .put("organizationId", text(ended.organization()));
        var subject = ended.user().map(UserId::value).orElse(ended.client());
        record(tx, Change.of(by, APPLICATION_ENDED).on(subject).telling(told).to(told));
    }

    void sessionsEnded(Tx tx, UserId user, SessionEnd reason, Authentication by) {
        ended(tx, SESSIONS_ENDED, user, by, reason(reason));
    }

    void tokenCreated(Tx tx, PersonalToken token, Authentication by) {
        record(
                tx,
                Change.of(by, TOKEN_CREATED)
                        .on(token.user())
                        .telling(facts(token))
                        .to(facts(token)));
    }

    void tokenRevoked(Tx tx, PersonalToken token, Authentication by) {
        record(
                tx,
                Change.of(by, TOKEN_REVOKED)
                        .on(token.user())
                        .telling(facts(token))
                        .from(facts(token)));
    }

    void tokensEnded(Tx tx, UserId user, Authentication by) {
        record(tx, Change.of(by, TOKENS_ENDED).on(user).telling(new JsonObject().put("userId", user.toString())));
    }

    void sessionSwitched(Tx tx, Session before, Session after, Authentication by) {
        record(
                tx,
                Change.of(by, SESSION_SWITCHED)
                        .on(after.user())
                        .telling(facts(after))
                        .from(facts(before))
                        .to(facts(after)));
    }

    void tokenMinted(Tx tx, Session session, Authentication by) {
        var told = facts(session, session.minted().orElseThrow());
        record(tx, Change.of(by, TOKEN_MINTED).on(session.user()).telling(told).to(told));
        auditOfOrganization(tx, session, AuditEntry.of(by, TOKEN_MINTED).to(told));
    }

    /**
     * Nobody is told but the auditors of the place, for whom it ties what is done by the session to the application.
     */
    void grantOpened(Tx tx, Session session, Authentication by) {
        var entry = AuditEntry.of(by, GRANT_OPENED)
                .on(session.user())
                .to(facts(session, session.minted().orElseThrow()));
        audit.append(tx, session.place().orElseThrow(), entry);
    }

    /** Nobody but the organization's auditors is told: not of every refreshing. */
    void tokenRefreshed(Tx tx, Session session, Authentication by) {
        var entry = AuditEntry.of(by, TOKEN_REFRESHED)
                .to(facts(session, session.minted().orElseThrow()));
        auditOfOrganization(tx, session, entry);
    }

    private void auditOfOrganization(Tx tx, Session session, AuditEntry entry) {
        session.organization().ifPresent(organization -> audit.append(tx, organization, entry.on(session.user())));
    }

    private static JsonObject facts(Session session, Minted minted) {
        return facts(session)
                .put(
                        minted.holder().kind() == Session.Holder.Kind.APP ? "appId" : "clientId",
                        minted.holder().id().toString())
                .put(
                        "scopes",
                        minted.scopes()
                                .map(scopes -> new JsonArray(scopes.names()))
                                .orElse(null))
                .put("expiresAt", session.expiresAt().toString());
    }

    private static JsonObject facts(Session session) {
        return new JsonObject()
                .put(SESSION_ID, session.id().toString())
                .put("organizationId", text(session.organization()));
    }

    private static String text(Optional<OrganizationId> organization) {
        return organization.map(OrganizationId::toString).orElse(null);
    }

    private void ended(Tx tx, String type, UserId user, Authentication by, JsonObject facts) {
        record(tx, Change.of(by, type).on(user).telling(facts).to(facts));
    }

    private void record(Tx tx, Change change) {
        journal.record(tx, Tenant.PLATFORM, change);
    }

    private void audit(Tx tx, AuditEntry entry) {
        audit.append(tx, Tenant.PLATFORM, entry);
    }

    private static JsonObject facts(Account account) {
        return profile(account).put("roles", Account.names(account.roles()));
    }

    private static JsonObject profile(Account account) {
        return new JsonObject()
                .put("userId", account.id().toString())
                .put("email", account.email())
                .put("emailVerified", account.emailVerified())
                .put(
                        "mailRefusedAt",
                        account.mailRefusedAt().map(Instant::toString).orElse(null))
                .put("fullName", account.fullName());
    }

    private static JsonObject facts(PersonalToken token) {
        return token.facts().put(TOKEN_ID, token.id().toString());
    }

    private static JsonObject reason(SessionEnd reason) {
        return new JsonObject().put("reason", reason.name());
    }
}
