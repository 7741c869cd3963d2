package dev.guildhall.membership;

import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Authenticator;
import dev.guildhall.core.security.Permission;
import dev.guildhall.core.security.PlatformRole;
import dev.guildhall.testkit.TestAuthenticator;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** Knows, beside the tokens of {@link TestAuthenticator}, tokens with scopes, with a workspace and of other roles. */
final class Badges implements Authenticator {

    private final Authenticator plain = new TestAuthenticator();
    private final Map<String, Authentication> actors = new ConcurrentHashMap<>();

    /** A new token of the user that is limited as said. */
    String issue(UserId user, Set<PlatformRole> roles, Optional<Set<Permission>> scopes, Optional<Tenant> tenant) {
        var id = UUID.randomUUID();
        var credential = new Credential(
                scopes.isPresent() || tenant.isPresent()
                        ? Credential.Kind.PERSONAL_ACCESS_TOKEN
                        : Credential.Kind.ACCESS_TOKEN,
                id,
                scopes,
                tenant,
                Instant.now().plusSeconds(900));
        actors.put(id.toString(), new Authentication(user, user + "@example.org", roles, credential));
        return id.toString();
    }

    @Override
    public Future<Authentication> bearer(String token) {
        var actor = actors.get(token);
        return actor == null ? plain.bearer(token) : Future.succeededFuture(actor);
    }

    @Override
    public Future<Authentication> sessionCookie(String value) {
        return bearer(value);
    }
}
