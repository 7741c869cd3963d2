package dev.guildhall.identity.internal;

import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.identity.internal.AccessTokens.Claims;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Finds who is behind a credential; from memory alone when the credential was seen before. */
final class CredentialAuthenticator implements Authenticator {

    private final AccessTokens tokens;
    private final VerifiedTokens verified;
    private final SignedInMemory memory;
    private final SessionUse use;
    private final List<TokenAuthenticator> others;
    private final Clock clock;

    /** @param others who know the credentials that are no access tokens */
    CredentialAuthenticator(
            AccessTokens tokens,
            VerifiedTokens verified,
            SignedInMemory memory,
            SessionUse use,
            List<TokenAuthenticator> others,
            Clock clock) {
        this.tokens = tokens;
        this.verified = verified;
        this.memory = memory;
        this.use = use;
        this.others = others;
        this.clock = clock;
    }

    @Override
    public Future<Authentication> bearer(String token, Origin origin) {
        for (var other : others) {
            if (token.startsWith(other.prefix())) {
                return other.authenticate(token, origin)
                        .map(known -> known.orElseThrow(AccessTokens::invalid).at(origin));
            }
        }
        return accessToken(token).map(known -> known.at(origin));
    }

    @Override
    public Future<Authentication> bearer(String token) {
        return bearer(token, Origin.UNKNOWN);
    }

    private Future<Authentication> accessToken(String token) {
        var known = verified.get(token);
        if (known != null) {
            return actor(known);
        }
        return tokens.verify(token).compose(claims -> {
            verified.add(token, claims);
            return actor(claims);
        });
    }

    @Override
    public Future<Authentication> sessionCookie(String value) {
        return memory.sessionOfCookie(value)
                .compose(session -> session.isEmpty()
                        ? AccessTokens.invalid().asFuture()
                        : actor(Credential.Kind.SESSION_COOKIE, session.get(), Instant.MAX));
    }

    private Future<Authentication> actor(Claims claims) {
        return clock.instant().isBefore(claims.expiresAt())
                ? actor(Credential.Kind.ACCESS_TOKEN, claims.session(), claims.expiresAt())
                : AccessTokens.invalid().asFuture();
    }

    private Future<Authentication> actor(Credential.Kind kind, UUID id, Instant credentialExpires) {
        return memory.session(id).compose(session -> {
            if (session.isEmpty() || !session.get().isLive(clock.instant())) {
                return AccessTokens.invalid().asFuture();
            }
            use.note(id);
            return actor(kind, session.get(), credentialExpires);
        });
    }

    private Future<Authentication> actor(Credential.Kind kind, Session session, Instant credentialExpires) {
        return memory.account(session.user()).compose(found -> {
            if (found.filter(Account::maySignIn).isEmpty()) {
                return AccessTokens.invalid().asFuture();
            }
            var account = found.get();
            var expires = credentialExpires.isBefore(session.expiresAt()) ? credentialExpires : session.expiresAt();
            var credential = new Credential(kind, session.id(), Optional.empty(), Optional.empty(), expires);
            return Future.succeededFuture(
                    new Authentication(account.id(), account.email(), account.roles(), credential));
        });
    }
}
