package dev.guildhall.scim.internal.connection;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.secret.CheckedSecret;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.Scopes;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.core.security.UsedCredentials;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Lets directories in by the tokens of their connections. A token is known by its hash only, and in memory once it was
 * used; what is mistyped costs a checksum. Safe for all event loops.
 */
public final class ConnectionTokens implements TokenAuthenticator {

    static final String PREFIX = "ghl_scim_";

    private final Clock clock;
    private final CoherentCache<String, Optional<Connection>> byHash;
    private final UsedCredentials used;

    public ConnectionTokens(Database database, CacheBudget caches, Clock clock) {
        var table = new ConnectionTable();
        this.clock = clock;
        this.byHash = CoherentCache.of(
                caches, hash -> table.ofToken(database, HexFormat.of().parseHex(hash)));
        this.used = new UsedCredentials(clock, last -> table.noteUse(database, last));
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Future<Optional<Authentication>> authenticate(String token, Origin origin) {
        return CheckedSecret.isSound(PREFIX, token)
                ? byHash.get(HexFormat.of().formatHex(ClientSecret.hash(token)))
                        .map(found -> found.filter(this::isLive).map(connection -> authentication(connection, origin)))
                : Future.succeededFuture(Optional.empty());
    }

    private boolean isLive(Connection connection) {
        return connection
                .expiresAt()
                .filter(end -> !clock.instant().isBefore(end))
                .isEmpty();
    }

    // It carries no permission: what a directory may do is what SCIM lets it do.
    private Authentication authentication(Connection connection, Origin origin) {
        used.note(connection.id(), origin);
        var credential = new Credential(
                Credential.Kind.PROVISIONING_TOKEN,
                connection.id(),
                Optional.of(Scopes.of(Set.of())),
                Optional.of(connection.organization()),
                connection.expiresAt().orElse(Instant.MAX));
        return new Authentication(new Principal.ServiceAccount(connection.id()), null, Set.of(), credential, origin);
    }

    /** Drops what was changed, on this node or another, from memory. */
    public void follow(Event event) {
        if (event.type().startsWith(Connections.EVENTS) || event.type().equals("organization.deleted")) {
            changed();
        }
    }

    /** A connection was changed: they are few, and seldom are. */
    void changed() {
        byHash.invalidateAll();
    }

    public Job job() {
        return used.job("note the use of SCIM connections");
    }

    /** Writes down what is only in memory. */
    public Future<Void> writeUse() {
        return used.write();
    }
}
