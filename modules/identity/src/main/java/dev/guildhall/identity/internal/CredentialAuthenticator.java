package dev.guildhall.identity.internal;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.security.Assurance;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.core.security.UsedCredentials;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.internal.AccessTokens.Claims;
import dev.guildhall.identity.internal.Session.Minted;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds who is behind a credential; from memory alone when the credential was seen before. */
final class CredentialAuthenticator implements Authenticator {

    private final AccessTokens tokens;
    private final VerifiedTokens verified;
    private final SignedInMemory memory;
    private final SessionUse use;
    private final UsedCredentials mintedUse;
    private final List<TokenAuthenticator> others;
    private final Clock clock;

    /**
     * @param mintedUse notes the use of tokens that apps had made
     * @param others who know the credentials that are no access tokens
     */
    CredentialAuthenticator(
            AccessTokens tokens,
            VerifiedTokens verified,
            SignedInMemory memory,
            SessionUse use,
            UsedCredentials mintedUse,
            List<TokenAuthenticator> others,
            Clock clock) {
        this.tokens = tokens;
        this.verified = verified;
        this.memory = memory;
        this.use = use;
        this.mintedUse = mintedUse;
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
        return accessToken(token, origin).map(known -> known.at(origin));
    }

    @Override
    public Future<Authentication> bearer(String token) {
        return bearer(token, Origin.UNKNOWN);
    }

    private Future<Authentication> accessToken(String token, Origin origin) {
        var known = verified.get(token);
        if (known != null) {
            return authentication(known, origin);
        }
        return tokens.verify(token).compose(claims -> {
            verified.add(token, claims);
            return authentication(claims, origin);
        });
    }

    @Override
    public Future<Authentication> sessionCookie(String value) {
        return memory.sessionOfCookie(value)
                .compose(session -> session.isEmpty()
                        ? AccessTokens.invalid().asFuture()
                        : live(session.get()).compose(live -> {
                            use.note(live.id());
                            return authentication(Credential.Kind.SESSION_COOKIE, live, Instant.MAX);
                        }));
    }

    // A token of before its session was scoped to another organization says what is not so any more.
    private Future<Authentication> authentication(Claims claims, Origin origin) {
        return !clock.instant().isBefore(claims.expiresAt())
                ? AccessTokens.invalid().asFuture()
                : live(claims.session()).compose(session -> {
                    if (!session.organization().equals(claims.organization())) {
                        return AccessTokens.invalid().asFuture();
                    }
                    if (session.minted().isPresent()) {
                        mintedUse.note(session.id(), origin);
                        return authentication(kindOf(session.minted().get()), session, claims.expiresAt());
                    }
                    use.note(session.id());
                    return authentication(Credential.Kind.ACCESS_TOKEN, session, claims.expiresAt());
                });
    }

    private static Credential.Kind kindOf(Minted minted) {
        return switch (minted.holder().kind()) {
            case APP -> Credential.Kind.MINTED_TOKEN;
            case APPLICATION -> Credential.Kind.APPLICATION_TOKEN;
        };
    }

    // No organization bounds it there, as which a role of the platform would give an application all workspaces.
    private static Set<PlatformRole> roles(Account account, Session session) {
        return session.place().equals(Optional.of(Tenant.PLATFORM)) ? Set.of() : account.roles();
    }

    private Future<Session> live(UUID id) {
        return memory.session(id)
                .compose(found -> found.filter(session -> session.isLive(clock.instant()))
                        .map(Future::succeededFuture)
                        .orElseGet(() -> AccessTokens.invalid().asFuture()));
    }

    private Future<Authentication> authentication(Credential.Kind kind, Session session, Instant credentialExpires) {
        return memory.standing(session.user()).compose(found -> {
            if (found.map(Standing::account).filter(Account::maySignIn).isEmpty()) {
                return AccessTokens.invalid().asFuture();
            }
            var standing = found.get();
            var account = standing.account();
            var expires = credentialExpires.isBefore(session.expiresAt()) ? credentialExpires : session.expiresAt();
            var credential = new Credential(
                    kind,
                    session.id(),
                    session.minted().flatMap(Minted::limit),
                    session.place(),
                    expires,
                    session.proof()
                            .map(proof -> standing.assurance(proof, clock.instant()))
                            .orElse(Assurance.OF_PROGRAMS));
            return Future.succeededFuture(
                    new Authentication(account.id(), account.email(), roles(account, session), credential));
        });
    }
}
