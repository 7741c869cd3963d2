package dev.guildhall.identity.internal;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.identity.IdentityOptions;
import dev.guildhall.identity.SignIn.SignedIn;
import dev.guildhall.identity.SignIn.Tokens;
import dev.guildhall.identity.internal.SecondStep.Opened;
import dev.guildhall.identity.internal.Session.Minted;
import dev.guildhall.identity.internal.factor.SignInMethod;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import io.vertx.ext.auth.JWTOptions;
import io.vertx.ext.auth.User;
import io.vertx.ext.auth.authentication.TokenCredentials;
import io.vertx.ext.auth.jwt.JWTAuth;
import java.time.Clock;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/** Makes and checks access tokens: RS256 JWTs that name a user, a session and its organization, if it has one. */
final class AccessTokens {

    static final String AUDIENCE = "guildhall";

    private static final String SESSION = "sid";
    private static final String ORGANIZATION = "org_id";
    private static final int LONGEST = 4_096;

    private final Vertx vertx;
    private final SigningKeys keys;
    private final IdentityOptions options;
    private final Clock clock;

    AccessTokens(Vertx vertx, SigningKeys keys, IdentityOptions options, Clock clock) {
        this.vertx = vertx;
        this.keys = keys;
        this.options = options;
        this.clock = clock;
    }

    /** A token and how long it works. */
    record IssuedToken(String token, long expiresInSeconds) {}

    /** What a valid token says. */
    record Claims(UserId user, UUID session, Optional<OrganizationId> organization, Instant expiresAt) {}

    /** Signs off the event loop, for it takes about a millisecond. */
    Future<IssuedToken> issue(Session session) {
        var now = clock.instant().getEpochSecond();
        var life = session.minted().map(Minted::tokenLife).orElse(options.accessTokenLife());
        var expires = Math.min(now + life.toSeconds(), session.expiresAt().getEpochSecond());
        var claims = new JsonObject()
                .put("sub", session.user().toString())
                .put(SESSION, session.id().toString())
                .put("iss", options.issuer())
                .put("aud", AUDIENCE)
                .put("iat", now)
                .put("exp", expires)
                .put("jti", Ids.next().toString());
        session.organization().ifPresent(organization -> claims.put(ORGANIZATION, organization.toString()));
        session.proof()
                .ifPresent(proof -> claims.put("auth_time", proof.at().getEpochSecond())
                        .put("amr", new JsonArray(SignInMethod.references(proof.methods())))
                        .put("acr", proof.level()));
        session.minted().ifPresent(minted -> {
            claims.put("client_id", minted.holder().id().toString());
            minted.scopes().ifPresent(scopes -> claims.put("scope", String.join(" ", scopes.names())));
        });
        var signer = keys.ring().signer(clock.instant());
        return (session.minted().isPresent()
                        ? keys.keep(signer.key(), Instant.ofEpochSecond(expires))
                        : Future.<Void>succeededFuture())
                .compose(kept -> vertx.executeBlocking(
                        () -> signer.auth().generateToken(claims, new JWTOptions().setAlgorithm(SigningKey.ALGORITHM)),
                        false))
                .map(token -> new IssuedToken(token, expires - now));
    }

    /** What the client of a session has from now on. */
    Future<Tokens> issue(Session session, ClientSecret refreshToken) {
        return issue(session).map(issued -> new Tokens(issued.token(), issued.expiresInSeconds(), refreshToken));
    }

    /** What a client has after signing in. */
    Future<SignedIn> issueFirst(Opened opened) {
        var session = opened.session();
        return issue(session.session(), session.refreshToken())
                .map(issued -> new SignedIn(
                        opened.account(),
                        session.organization(),
                        session.cookie().orElseThrow(),
                        issued));
    }

    /** Fails with {@code AUTH.TOKEN_INVALID} unless the token is one of ours and has not expired. */
    Future<Claims> verify(String token) {
        var verifier = verifier(token);
        if (verifier == null) {
            return invalid().asFuture();
        }
        return verifier.authenticate(new TokenCredentials(token))
                .map(AccessTokens::claims)
                .recover(forged -> invalid().asFuture())
                .compose(claims -> clock.instant().isBefore(claims.expiresAt())
                        ? Future.succeededFuture(claims)
                        : invalid().asFuture());
    }

    static Problem invalid() {
        return CommonError.AUTH_TOKEN_INVALID.because(
                "The credential is not valid, has expired or was revoked; sign in again or refresh it.");
    }

    // One key and one algorithm are taken from the header, before anything is computed with what the client chose.
    private JWTAuth verifier(String token) {
        var end = token.indexOf('.');
        if (end < 0 || token.length() > LONGEST) {
            return null;
        }
        try {
            var header = new JsonObject(Buffer.buffer(Base64.getUrlDecoder().decode(token.substring(0, end))));
            return SigningKey.ALGORITHM.equals(header.getValue("alg")) && header.getValue("kid") instanceof String kid
                    ? keys.ring().verifier(kid)
                    : null;
        } catch (IllegalArgumentException | DecodeException malformed) {
            return null;
        }
    }

    private static Claims claims(User verified) {
        var claims = (JsonObject) verified.attributes().getValue("accessToken");
        return new Claims(
                new UserId(UUID.fromString(claims.getString("sub"))),
                UUID.fromString(claims.getString(SESSION)),
                Optional.ofNullable(claims.getString(ORGANIZATION))
                        .map(UUID::fromString)
                        .map(OrganizationId::new),
                Instant.ofEpochSecond(claims.getLong("exp")));
    }
}
