package dev.guildhall.testkit;

import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.core.security.Scopes;
import io.vertx.core.Future;
import java.time.Duration;
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
    private static final String GOOD_FOR = "@";
    private static final Duration LIFETIME = Duration.ofMinutes(15);

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

    /** A token of the user that is good for so long whenever it is shown. */
    public static String user(UserId user, Duration goodFor) {
        return user + GOOD_FOR + goodFor;
    }

    /** The actor that the token of a plain user stands for. */
    public static Authentication actor(UserId user, PlatformRole... roles) {
        return actor(user, LIFETIME, roles);
    }

    private static Authentication actor(UserId user, Duration goodFor, PlatformRole... roles) {
        return actor(user, Set.of(roles), new UUID(1, 1), Optional.empty(), Optional.empty(), goodFor);
    }

    private static Authentication actor(
            UserId user,
            Set<PlatformRole> roles,
            UUID id,
            Optional<Scopes> scopes,
            Optional<Tenant> tenant,
            Duration goodFor) {
        var kind = scopes.isPresent() || tenant.isPresent()
                ? Credential.Kind.PERSONAL_ACCESS_TOKEN
                : Credential.Kind.ACCESS_TOKEN;
        var credential = new Credential(kind, id, scopes, tenant, Instant.now().plus(goodFor));
        return new Authentication(user, user + "@example.org", roles, credential);
    }

    /** A new token of the user that is limited as said. */
    String issue(UserId user, Set<PlatformRole> roles, Optional<Scopes> scopes, Optional<Tenant> tenant) {
        var id = UUID.randomUUID();
        var token = "issued:" + id;
        issued.put(token, actor(user, roles, id, scopes, tenant, LIFETIME));
        return token;
    }

    @Override
    public Future<Authentication> bearer(String token) {
        return known(token)
                .map(Future::succeededFuture)
                .or(() -> product.map(real -> real.bearer(token)))
                .orElseGet(TestAuthenticator::unknown);
    }

    @Override
    public Future<Authentication> bearer(String token, Origin origin) {
        return known(token)
                .map(by -> Future.succeededFuture(by.at(origin)))
                .or(() -> product.map(real -> real.bearer(token, origin)))
                .orElseGet(TestAuthenticator::unknown);
    }

    private Optional<Authentication> known(String token) {
        var by = issued.get(token);
        if (by != null) {
            return Optional.of(by);
        }
        try {
            return Optional.of(actorOf(token));
        } catch (RuntimeException malformed) {
            return Optional.empty();
        }
    }

    private static Future<Authentication> unknown() {
        return CommonError.AUTH_TOKEN_INVALID.because("Not a test token").asFuture();
    }

    private static Authentication actorOf(String token) {
        if (token.startsWith(ADMIN)) {
            return actor(UserId.parse("token", token.substring(ADMIN.length())), PlatformRole.ADMIN);
        }
        var limit = token.indexOf(GOOD_FOR);
        return limit < 0
                ? actor(UserId.parse("token", token), PlatformRole.USER)
                : actor(
                        UserId.parse("token", token.substring(0, limit)),
                        Duration.parse(token.substring(limit + 1)),
                        PlatformRole.USER);
    }

    @Override
    public Future<Authentication> sessionCookie(String value) {
        return product.map(real -> real.sessionCookie(value)).orElseGet(() -> bearer(value));
    }
}
