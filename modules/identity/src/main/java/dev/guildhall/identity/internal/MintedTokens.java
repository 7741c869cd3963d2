package dev.guildhall.identity.internal;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.AppId;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.UserTokenInput;
import dev.guildhall.identity.UserTokens;
import dev.guildhall.identity.internal.Session.Holder;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Each token of an app is a session that the app opens for its user, so that all that ends sessions ends it. */
final class MintedTokens implements UserTokens {

    /** Of one app, at a time. */
    static final int MOST_OF_USER = 100;

    private final Database database;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final IdentityEvents events;
    private final List<DeclaredScopes> declared;
    private final MintedTokenTable table = new MintedTokenTable();
    private final SessionTable sessionTable = new SessionTable();
    private final AccountTable accounts = new AccountTable();

    MintedTokens(
            Database database,
            Sessions sessions,
            AccessTokens tokens,
            IdentityEvents events,
            List<DeclaredScopes> declared) {
        this.database = database;
        this.sessions = sessions;
        this.tokens = tokens;
        this.events = events;
        this.declared = declared;
    }

    @Override
    public Future<UserTokenInput> read(JsonObject body) {
        return UserTokenInput.read(body, declared);
    }

    @Override
    public Future<Minted> mint(AppId app, UserId user, UserTokenInput wanted, ApiRequest request) {
        return database.inTransaction(Tenant.PLATFORM, tx -> mint(tx, app, user, wanted, request))
                .recover(ConstraintViolation.means("user_session_membership_fk", () -> noUser(user)))
                .compose(opened -> issue(opened.session(), refreshTokenOf(opened)));
    }

    private Future<NewSession> mint(Tx tx, AppId app, UserId user, UserTokenInput wanted, ApiRequest request) {
        var minted = new Session.Minted(Holder.of(app), wanted.scopes(), wanted.life());
        return accounts.lock(tx, user)
                .map(account -> account.filter(Account::maySignIn).orElseThrow(() -> noUser(user)))
                .compose(account -> table.live(tx, app, user, sessions.now()))
                .map(MintedTokens::requireRoom)
                .compose(room -> table.organizations(tx, app, user, wanted.organization()))
                .compose(organizations ->
                        sessions.mint(tx, user, Optional.of(only(organizations, user)), minted, Client.of(request)))
                .map(opened -> {
                    events.tokenMinted(tx, opened.session(), request.authentication());
                    return opened;
                });
    }

    private static int requireRoom(int live) {
        if (live >= MOST_OF_USER) {
            throw IdentityError.TOKEN_LIMIT_REACHED.because("The user has " + MOST_OF_USER
                    + " tokens of this app, and there can be no more; revoke those that are not needed.");
        }
        return live;
    }

    private static OrganizationId only(List<OrganizationId> organizations, UserId user) {
        if (organizations.isEmpty()) {
            throw noUser(user);
        }
        if (organizations.size() > 1) {
            throw CommonError.REQUEST_INVALID.onField(
                    "org_id", "The user belongs to several organizations of the app; say by org_id for which.");
        }
        return organizations.get(0);
    }

    private static Optional<ClientSecret> refreshTokenOf(NewSession opened) {
        var life = Duration.between(opened.createdAt(), opened.expiresAt());
        return Optional.of(opened.refreshToken())
                .filter(token -> opened.minted().orElseThrow().tokenLife().compareTo(life) < 0);
    }

    private Future<Minted> issue(Session session, Optional<ClientSecret> refreshToken) {
        return tokens.issue(session)
                .map(issued -> new Minted(
                        session.id(),
                        session.user(),
                        session.organization().orElseThrow(),
                        issued.token(),
                        refreshToken.map(ClientSecret::text),
                        issued.expiresInSeconds()));
    }

    @Override
    public Future<Page<UserToken>> list(AppId app, UserId user, PageRequest<UserToken> page) {
        return table.list(database, app, user, sessions.now(), page);
    }

    @Override
    public Future<Void> revoke(AppId app, UserId user, UUID token, Authentication by) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> sessionTable
                        .lock(tx, token)
                        .map(found -> found.filter(session -> session.isOf(Holder.of(app))
                                        && session.user().equals(user)
                                        && session.isLive(sessions.now()))
                                .orElseThrow(() -> IdentityError.TOKEN_NOT_FOUND.because(
                                        "The user has no token with the id " + token + " of this app.")))
                        .compose(session -> sessions.end(tx, session, SessionEnd.REVOKED, by)));
    }

    @Override
    public Future<Minted> refresh(Optional<AppId> app, String refreshToken, ApiRequest request) {
        return sessions.refresh(
                        refreshToken,
                        Client.of(request),
                        request.authentication(),
                        session -> session.heldBy(Holder.Kind.APP)
                                .filter(holder -> app.map(AppId::value)
                                        .map(holder::equals)
                                        .orElse(true))
                                .isPresent())
                .compose(refreshed -> issue(refreshed.session(), Optional.of(refreshed.refreshToken())));
    }

    private static Problem noUser(UserId user) {
        return IdentityError.USER_NOT_FOUND.because(
                "There is no user with the id " + user + " in the organizations of the app.");
    }
}
