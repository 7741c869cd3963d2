package dev.guildhall.identity.internal;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.identity.IdentityError;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;

/** Opens, refreshes and ends sessions. */
final class Sessions {

    private static final Duration REMEMBERED = Duration.ofDays(7);
    private static final int BATCH = 1_000;

    private final Database database;
    private final IdentityEvents events;
    private final SignedInMemory memory;
    private final Duration life;
    private final Clock clock;
    private final SessionTable sessions = new SessionTable();
    private final RefreshTokenTable tokens = new RefreshTokenTable();

    Sessions(Database database, IdentityEvents events, SignedInMemory memory, Duration life, Clock clock) {
        this.database = database;
        this.events = events;
        this.memory = memory;
        this.life = life;
        this.clock = clock;
    }

    /** A session that was given a new refresh token in exchange for its last. */
    record Refreshed(Session session, ClientSecret refreshToken) {}

    Future<NewSession> open(Tx tx, Account account, Client client) {
        var opened = NewSession.of(account.id(), client, clock.instant(), life);
        var session = sessions.insert(tx, opened);
        var token = tokens.insert(tx, opened.refreshToken().hash(), opened.session(), opened.createdAt());
        events.sessionOpened(tx, account, opened);
        return Future.all(session, token).map(opened);
    }

    /**
     * Exchanges a refresh token. One that was exchanged before, but for a moment ago by the same client, is in two hands,
     * so its session ends and everything made of it with it. The session's lock decides which of many concurrent
     * exchanges is the first.
     */
    Future<Refreshed> refresh(String presented, Client client) {
        var hash = ClientSecret.hash(presented);
        return database.inTransaction(Tenant.PLATFORM, tx -> {
                    var session = sessions.lockByRefreshToken(tx, hash);
                    var rotation = tokens.rotation(tx, hash);
                    return Future.all(session, rotation)
                            .compose(found -> session.result().isPresent()
                                            && rotation.result().isPresent()
                                    ? exchange(
                                            tx,
                                            presented,
                                            session.result().get(),
                                            rotation.result().get(),
                                            client)
                                    : Future.succeededFuture(Exchange.refused(unknownToken())));
                })
                .compose(Exchange::outcome);
    }

    private Future<Exchange> exchange(
            Tx tx, String presented, Session session, Optional<Rotation> rotation, Client client) {
        var now = clock.instant();
        if (rotation.isPresent()) {
            return session.isLive(now) && rotation.get().isRepeatedBy(client, now)
                    ? Future.succeededFuture(
                            Exchange.of(new Refreshed(session, rotation.get().successor(presented))))
                    : end(
                                    tx,
                                    session.id(),
                                    session.user(),
                                    SessionEnd.TOKEN_REUSED,
                                    Authentication.anonymous(client.origin()))
                            .map(ended -> Exchange.refused(reused()));
        }
        if (!session.isLive(now)) {
            return Future.succeededFuture(Exchange.refused(unknownToken()));
        }
        var made = Rotation.by(client, now);
        var next = made.successor(presented);
        return Future.all(
                        tokens.rotate(tx, ClientSecret.hash(presented), made),
                        tokens.insert(tx, next.hash(), session, now))
                .map(Exchange.of(new Refreshed(session, next)));
    }

    Future<Void> end(UUID session, UserId user, SessionEnd reason, Authentication by) {
        return database.inTransaction(Tenant.PLATFORM, tx -> end(tx, session, user, reason, by));
    }

    private Future<Void> end(Tx tx, UUID session, UserId user, SessionEnd reason, Authentication by) {
        return sessions.end(tx, session, reason, clock.instant()).map(ended -> {
            if (ended) {
                events.sessionEnded(tx, user, session, reason, by);
                tx.afterCommit(() -> memory.sessionEnded(session));
            }
            return null;
        });
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
