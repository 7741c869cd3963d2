package dev.guildhall.identity.internal;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.OpenSession;
import dev.guildhall.identity.internal.RefreshTokenTable.State;
import dev.guildhall.identity.internal.Session.Minted;
import dev.guildhall.identity.internal.factor.SignInMethod;
import dev.guildhall.identity.internal.sso.ProviderLogout;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;

/** Opens, refreshes and ends sessions. */
final class Sessions {

    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final int BATCH = 1_000;

    /** What a request calls the organization that a session is to be scoped to. */
    private static final String ORGANIZATION = "organizationId";

    /** For how long a refresh that was under way when its session was switched is not too late. */
    private static final Duration STILL_TAKEN = Duration.ofMinutes(1);

    private final Database database;
    private final IdentityEvents events;
    private final SignedInMemory memory;
    private final Organizations organizations;
    private final Devices devices;
    private final Duration life;
    private final Clock clock;
    private final SessionTable sessions = new SessionTable();
    private final RefreshTokenTable tokens = new RefreshTokenTable();
    private final ProviderSessionTable ofProviders = new ProviderSessionTable();

    Sessions(
            Database database,
            IdentityEvents events,
            SignedInMemory memory,
            Organizations organizations,
            Devices devices,
            Duration life,
            Clock clock) {
        this.database = database;
        this.events = events;
        this.memory = memory;
        this.organizations = organizations;
        this.devices = devices;
        this.life = life;
        this.clock = clock;
    }

    /** A session that was given a new refresh token in exchange for its last. */
    record Refreshed(Session session, ClientSecret refreshToken) {}

    /**
     * Opens a session that is scoped to the organization, or else to the only one that the user is in. Administrators of
     * the platform are scoped to none unless they say so. Fails with {@code ORGANIZATION.NOT_FOUND}.
     */
    Future<NewSession> open(
            Tx tx, Account account, Optional<OrganizationId> wanted, Client client, List<SignInMethod> methods) {
        return (wanted.isPresent() || account.administers()
                        ? Future.succeededFuture(wanted)
                        : sessions.onlyOrganization(tx, account.id()))
                .compose(organization -> open(
                        tx,
                        account,
                        NewSession.of(account.id(), client, organization, methods, clock.instant(), life)));
    }

    /** Opens a session of who has signed in by the provider of an organization, scoped to that. */
    Future<NewSession> open(
            Tx tx, Account account, OrganizationId organization, Client client, ProviderSession provider) {
        var opened = NewSession.of(
                account.id(), client, Optional.of(organization), List.of(SignInMethod.PROVIDER), clock.instant(), life);
        return open(tx, account, opened.by(provider));
    }

    private Future<NewSession> open(Tx tx, Account account, NewSession opened) {
        return devices.note(tx, account, opened.client())
                .compose(noted -> sessions.insert(tx, opened))
                .recover(notTheirs(opened.organization()))
                .compose(inserted ->
                        tokens.insert(tx, opened.refreshToken().hash(), opened.session(), opened.createdAt()))
                .map(issued -> {
                    events.sessionOpened(tx, account, opened);
                    return opened;
                });
    }

    /** Fails with {@code ORGANIZATION.NOT_FOUND} for one that is not there, or is being deleted. */
    Future<Void> requireExisting(Optional<OrganizationId> wanted) {
        return wanted.map(id -> organizations
                        .find(id)
                        .<Void>compose(found -> found.isPresent()
                                ? Future.succeededFuture()
                                : Organizations.unknown(ORGANIZATION, id).asFuture()))
                .orElse(Future.succeededFuture());
    }

    /**
     * Opens the session of a program's tokens. It can be refreshed where it lives longer than its access tokens.
     * Fails with the constraint {@code user_session_membership_fk} for who is not in the organization.
     *
     * @param organization empty for the user's workspaces that belong to none
     */
    Future<NewSession> mint(Tx tx, UserId user, Optional<OrganizationId> organization, Minted minted, Client client) {
        var refreshed = minted.tokenLife().compareTo(life) < 0;
        var opened = NewSession.minted(
                user, client, organization, minted, clock.instant(), refreshed ? life : minted.tokenLife());
        return sessions.insert(tx, opened)
                .compose(inserted -> refreshed
                        ? tokens.insert(tx, opened.refreshToken().hash(), opened.session(), opened.createdAt())
                        : Future.succeededFuture())
                .map(opened);
    }

    /**
     * Scopes a session to another organization of its user, or to none, and gives it another refresh token; those it had
     * go on for a moment. Access tokens of before are refused. Fails with {@code ORGANIZATION.NOT_FOUND}.
     */
    Future<Refreshed> switchTo(Authentication by, Optional<OrganizationId> organization) {
        var id = by.credential().id();
        var next = ClientSecret.next(NewSession.REFRESH_PREFIX);
        return requireExisting(organization)
                .compose(exists ->
                        database.inTransaction(Tenant.PLATFORM, tx -> switchTo(tx, by, id, organization, next)));
    }

    private Future<Refreshed> switchTo(
            Tx tx, Authentication by, UUID id, Optional<OrganizationId> organization, ClientSecret next) {
        return sessions.lock(tx, id).compose(found -> {
            var now = clock.instant();
            var session = found.filter(
                            known -> known.isLive(now) && known.minted().isEmpty())
                    .orElseThrow(AccessTokens::invalid);
            var scoped = session.scopedTo(organization);
            return sessions.scopeTo(tx, id, organization)
                    .recover(notTheirs(organization))
                    .compose(done -> tokens.expireUnused(tx, id, now.plus(STILL_TAKEN)))
                    .compose(done -> tokens.insert(tx, next.hash(), scoped, now))
                    .map(done -> {
                        events.sessionSwitched(tx, session, scoped, by);
                        tx.afterCommit(() -> memory.sessionChanged(id));
                        return new Refreshed(scoped, next);
                    });
        });
    }

    private static <T> Function<Throwable, Future<T>> notTheirs(Optional<OrganizationId> wanted) {
        return ConstraintViolation.means(
                "user_session_membership_fk", () -> Organizations.unknown(ORGANIZATION, wanted.orElseThrow()));
    }

    /**
     * Exchanges a refresh token. One that was exchanged before, but for a moment ago by the same client, is in two hands,
     * so its session ends and everything made of it with it. The session's lock decides which of many concurrent
     * exchanges is the first.
     *
     * @param by who asks, as far as that is known
     * @param expected what the session must be; the token of another is not known
     */
    Future<Refreshed> refresh(String presented, Client client, Authentication by, Predicate<Session> expected) {
        var hash = ClientSecret.hash(presented);
        return database.inTransaction(Tenant.PLATFORM, tx -> {
                    var session = sessions.lockByRefreshToken(tx, hash);
                    var state = tokens.state(tx, hash);
                    return Future.all(session, state)
                            .compose(found -> session.result().filter(expected).isPresent()
                                            && state.result().isPresent()
                                    ? exchange(
                                            tx,
                                            presented,
                                            session.result().get(),
                                            state.result().get(),
                                            client,
                                            by)
                                    : Future.succeededFuture(Exchange.refused(unknownToken())));
                })
                .compose(Exchange::outcome);
    }

    private Future<Exchange> exchange(
            Tx tx, String presented, Session session, State state, Client client, Authentication by) {
        var now = clock.instant();
        var rotation = state.rotation();
        if (rotation.isPresent()) {
            return session.isLive(now) && rotation.get().isRepeatedBy(client, now)
                    ? Future.succeededFuture(
                            Exchange.of(new Refreshed(session, rotation.get().successor(presented))))
                    : end(tx, session, SessionEnd.TOKEN_REUSED, by).map(ended -> Exchange.refused(reused()));
        }
        if (!session.isLive(now) || !now.isBefore(state.expiresAt())) {
            return Future.succeededFuture(Exchange.refused(unknownToken()));
        }
        var made = Rotation.by(client, now);
        var next = made.successor(presented);
        return Future.all(
                        tokens.rotate(tx, ClientSecret.hash(presented), made),
                        tokens.insert(tx, next.hash(), session, now))
                .map(done -> {
                    session.minted().ifPresent(minted -> events.tokenRefreshed(tx, session, by));
                    return Exchange.of(new Refreshed(session, next));
                });
    }

    Instant now() {
        return clock.instant();
    }

    /** Ends the session in which somebody asks for that; one that has ended by then stays as it is. */
    Future<Void> signOut(Authentication user) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> sessions.lock(tx, user.credential().id())
                        .compose(found -> found.map(session -> end(tx, session, SessionEnd.SIGNED_OUT, user))
                                .orElse(Future.succeededFuture())));
    }

    Future<Page<OpenSession>> list(UserId user, PageRequest<OpenSession> page) {
        return sessions.list(database, user, clock.instant(), page);
    }

    /** Ends a session of the user who asks for that; fails with {@code AUTH.SESSION_NOT_FOUND}. */
    Future<Void> endOwn(Authentication by, UUID id) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> sessions.lock(tx, id)
                        .compose(found -> found.filter(session -> session.user().equals(by.user())
                                        && session.minted().isEmpty()
                                        && session.isLive(clock.instant()))
                                .map(session -> end(tx, session, SessionEnd.SIGNED_OUT, by))
                                .orElseGet(() -> IdentityError.AUTH_SESSION_NOT_FOUND
                                        .because("You have no open session of this id.")
                                        .asFuture())));
    }

    /** Ends the sessions that the provider of an organization says are over. */
    Future<Void> endAtProvider(OrganizationId organization, ProviderLogout logout, Authentication by) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> ofProviders
                        .end(tx, organization, logout, clock.instant())
                        .map(ended -> allEnded(tx, ended, SessionEnd.PROVIDER_SIGNED_OUT, by)));
    }

    /** Ends the sessions that were opened by a link to a subject of a provider. */
    Future<Void> endOfIdentity(Tx tx, UUID identity, Authentication by) {
        return ofProviders.end(tx, identity, clock.instant()).map(ended -> allEnded(tx, ended, SessionEnd.REVOKED, by));
    }

    private Void allEnded(Tx tx, List<Session> all, SessionEnd reason, Authentication by) {
        all.forEach(session -> ended(tx, session, reason, by));
        return null;
    }

    Future<Void> end(Tx tx, Session session, SessionEnd reason, Authentication by) {
        return sessions.end(tx, session.id(), reason, clock.instant()).map(ended -> {
            if (ended) {
                ended(tx, session, reason, by);
            }
            return null;
        });
    }

    private void ended(Tx tx, Session session, SessionEnd reason, Authentication by) {
        events.sessionEnded(tx, session, reason, by);
        tx.afterCommit(() -> memory.sessionChanged(session.id()));
    }

    /** Ends all sessions of a user but for the one to keep, if any. */
    Future<Void> endAll(Tx tx, UserId user, Optional<UUID> kept, SessionEnd reason, Authentication by) {
        return sessions.endAll(tx, user, kept, reason, clock.instant()).map(ended -> {
            if (ended > 0) {
                events.sessionsEnded(tx, user, reason, by);
                tx.afterCommit(() -> memory.sessionsEnded(user));
            }
            return null;
        });
    }

    /** Deletes what was over some time ago; a rotated token is recognized until then. */
    Future<Void> forgetOutlived() {
        return sessions.deleteOutlived(database, clock.instant().minus(REMEMBERED), BATCH)
                .compose(deleted -> deleted < BATCH ? Future.succeededFuture() : forgetOutlived());
    }

    private static Problem unknownToken() {
        return CommonError.AUTH_TOKEN_INVALID.because("The refresh token is not valid or has expired; sign in again.");
    }

    private static Problem reused() {
        return IdentityError.AUTH_TOKEN_REUSED.because(
                "The refresh token was used before, so its session has been ended; sign in again.");
    }

    /** The outcome of an exchange, a refusal included: that must not roll back the end of the session. */
    private record Exchange(Refreshed refreshed, Problem refusal) {

        static Exchange of(Refreshed refreshed) {
            return new Exchange(refreshed, null);
        }

        static Exchange refused(Problem refusal) {
            return new Exchange(null, refusal);
        }

        Future<Refreshed> outcome() {
            return refusal == null ? Future.succeededFuture(refreshed) : refusal.asFuture();
        }
    }
}
