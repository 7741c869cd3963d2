package dev.guildhall.testkit;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PlatformRole;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stands in for the identity module where that is not what is tested: the bearer token is the user's id, or one that
 * was issued here.
 */
public final class TestAuthenticator implements Authenticator {

    private static final String ADMIN = "admin:";

    private final Optional<Authenticator> product;
    private final Map<String, Authentication> issued = new ConcurrentHashMap<>();

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
        return actor(user, Set.of(roles), new UUID(1, 1), Optional.empty(), Optional.empty());
    }

    private static Authentication actor(
            UserId user, Set<PlatformRole> roles, UUID id, Optional<Set<Permission>> scopes, Optional<Tenant> tenant) {
        var kind = scopes.isPresent() || tenant.isPresent()
                ? Credential.Kind.PERSONAL_ACCESS_TOKEN
                : Credential.Kind.ACCESS_TOKEN;
        var credential = new Credential(kind, id, scopes, tenant, Instant.now().plusSeconds(900));
        return new Authentication(user, user + "@example.org", roles, credential);
    }

    /** A new token of the user that is limited as said. */
    String issue(UserId user, Set<PlatformRole> roles, Optional<Set<Permission>> scopes, Optional<Tenant> tenant) {
        var id = UUID.randomUUID();
        var token = "issued:" + id;
        issued.put(token, actor(user, roles, id, scopes, tenant));
        return token;
    }

    @Override
    public Future<Authentication> bearer(String token) {
        var by = issued.get(token);
        if (by != null) {
            return Future.succeededFuture(by);
        }
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
