package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.Client;
import dev.guildhall.identity.internal.Session.Holder;
import dev.guildhall.identity.internal.Session.Minted;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Each grant is a session that an application holds, so that all that ends sessions ends it. */
final class ApplicationGrants implements ApplicationTokens {

    private final Database database;
    private final Sessions sessions;
    private final AccessTokens tokens;
    private final SignedInMemory memory;
    private final IdentityEvents events;
    private final Duration tokenLife;
    private final ApplicationGrantTable table = new ApplicationGrantTable();
    private final SessionTable sessionTable = new SessionTable();

    ApplicationGrants(
            Database database,
            Sessions sessions,
            AccessTokens tokens,
            SignedInMemory memory,
            IdentityEvents events,
            Duration tokenLife) {
        this.database = database;
        this.sessions = sessions;
        this.tokens = tokens;
        this.memory = memory;
        this.events = events;
        this.tokenLife = tokenLife;
    }

    @Override
    public Future<Opened> open(Tx tx, Wanted wanted, ApiRequest request) {
        var minted = new Minted(Holder.ofApplication(wanted.client()), Optional.of(wanted.scopes()), tokenLife);
        return sessions.mint(tx, wanted.user(), wanted.organization(), minted, Client.of(request))
                .map(opened -> {
                    events.grantOpened(tx, opened.session(), Authentication.anonymous(request.origin()));
                    return new Opened(grant(opened.session()), opened.refreshToken());
                });
    }

    @Override
    public Future<Issued> issue(Opened opened) {
        return memory.session(opened.grant().id())
                .map(found -> found.orElseThrow(AccessTokens::invalid))
                .compose(session -> issue(session, opened.refreshToken()));
    }

    @Override
    public Future<Issued> refresh(UUID client, String refreshToken, ApiRequest request) {
        return sessions.refresh(
                        refreshToken,
                        Client.of(request),
                        Authentication.anonymous(request.origin()),
                        session -> session.isOf(Holder.ofApplication(client)))
                .compose(refreshed -> issue(refreshed.session(), refreshed.refreshToken()));
    }

    private Future<Issued> issue(Session session, ClientSecret refreshToken) {
        return tokens.issue(session)
                .map(issued ->
                        new Issued(grant(session), issued.token(), refreshToken.text(), issued.expiresInSeconds()));
    }

    @Override
    public Future<Optional<Known>> inspect(String token) {
        if (token.startsWith(NewSession.REFRESH_PREFIX)) {
            return table.ofRefreshToken(database, ClientSecret.hash(token), sessions.now())
                    .map(found -> found.filter(this::isGood)
                            .map(session -> new Known(grant(session), true, session.expiresAt())));
        }
        return tokens.verify(token)
                .compose(claims -> memory.session(claims.session())
                        .map(found -> found.filter(this::isGood)
                                .map(session -> new Known(grant(session), false, claims.expiresAt()))))
                .recover(failure -> failure instanceof Problem problem && problem.is(CommonError.AUTH_TOKEN_INVALID)
                        ? Future.succeededFuture(Optional.empty())
                        : Future.failedFuture(failure));
    }

    private boolean isGood(Session session) {
        return session.heldBy(Holder.Kind.APPLICATION).isPresent() && session.isLive(sessions.now());
    }

    @Override
    public Future<Void> end(Tx tx, UUID grant, Authentication by) {
        return sessionTable
                .lock(tx, grant)
                .compose(found -> found.map(session -> sessions.end(tx, session, SessionEnd.REVOKED, by))
                        .orElse(Future.succeededFuture()));
    }

    @Override
    public Future<Void> end(Tx tx, Ending which, Authentication by) {
        return table.end(tx, which, sessions.now()).map(ended -> {
            if (ended > 0) {
                events.applicationEnded(tx, which, by);
                tx.afterCommit(() -> memory.applicationEnded(which.client()));
            }
            return null;
        });
    }

    private static Grant grant(Session session) {
        var minted = session.minted().orElseThrow();
        var of = new Wanted(
                minted.holder().id(),
                session.user(),
                session.place().orElseThrow(),
                minted.scopes().orElseThrow());
        return new Grant(session.id(), of, session.expiresAt());
    }
}
