package dev.guildhall.events;

import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.testkit.TestAuthenticator;
import io.vertx.core.Future;
import java.time.Instant;

/** Like {@link TestAuthenticator}, and with tokens that say when they expire. */
final class ShortLivedAuthenticator implements Authenticator {

    private final TestAuthenticator plain = new TestAuthenticator();

    static String token(UserId user, int millis) {
        return user + "@" + Instant.now().plusMillis(millis);
    }

    @Override
    public Future<Authentication> bearer(String token) {
        var parts = token.split("@");
        return parts.length == 1
                ? plain.bearer(token)
                : plain.bearer(parts[0]).map(by -> expiring(by, Instant.parse(parts[1])));
    }

    @Override
    public Future<Authentication> sessionCookie(String value) {
        return plain.sessionCookie(value);
    }

    private static Authentication expiring(Authentication by, Instant expiresAt) {
        var credential = by.credential();
        return new Authentication(
                by.user(),
                by.email(),
                by.roles(),
                new Credential(
                        credential.kind(), credential.id(), credential.scopes(), credential.tenant(), expiresAt));
    }
}
