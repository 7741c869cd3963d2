package dev.guildhall.testkit;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stands in for the identity module where that is not what is tested: the bearer token is the user's id. */
public final class TestAuthenticator implements Authenticator {

    private static final String ADMIN = "admin:";

    private final Optional<Authenticator> product;

    public TestAuthenticator() {
        this(Optional.empty());
    }

    /** Knows what the product has issued as well, where it issues anything. */
    TestAuthenticator(Optional<Authenticator> product) {
        this.product = product;
    }

    /** The token of a platform administrator with this user id. */
    public static String admin(UserId user) {
        return ADMIN + user;
    }

    public static String user(UserId user) {
        return user.toString();
    }

    /** The actor that the token of a plain user stands for. */
    public static Authentication actor(UserId user, PlatformRole... roles) {
        var credential = new Credential(
                Credential.Kind.ACCESS_TOKEN,
                new UUID(1, 1),
                Optional.empty(),
                Optional.empty(),
                Instant.now().plusSeconds(900));
        return new Authentication(user, user + "@example.org", Set.of(roles), credential);
    }

    @Override
    public Future<Authentication> bearer(String token) {
        try {
            return Future.succeededFuture(
                    token.startsWith(ADMIN)
                            ? actor(UserId.parse("token", token.substring(ADMIN.length())), PlatformRole.ADMIN)
                            : actor(UserId.parse("token", token), PlatformRole.USER));
        } catch (RuntimeException malformed) {
            return product.map(real -> real.bearer(token))
                    .orElseGet(() -> CommonError.AUTH_TOKEN_INVALID
                            .because("Not a test token")
                            .asFuture());
        }
    }

    @Override
    public Future<Authentication> sessionCookie(String value) {
        return product.map(real -> real.sessionCookie(value)).orElseGet(() -> bearer(value));
    }
}
