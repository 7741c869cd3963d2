package dev.guildhall.tenancy.internal;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.core.security.UsedCredentials;
import dev.guildhall.tenancy.AppKey;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/** Lets apps in by their keys. A key is known by its hash only, and in memory once it was used. Safe for all event loops. */
public final class AppKeys implements TokenAuthenticator {

    static final String PREFIX = "sk_live_";

    private static final int LONGEST = 200;

    private final Database database;
    private final Clock clock;
    private final AppKeyTable table = new AppKeyTable();
    private final CoherentCache<String, Optional<AppKey>> byHash;
    private final UsedCredentials used;

    public AppKeys(Database database, CacheBudget caches, Clock clock) {
        this.database = database;
        this.clock = clock;
        this.used = new UsedCredentials(clock, last -> table.noteUse(database, last));
        this.byHash = CoherentCache.of(
                caches, hash -> table.find(database, HexFormat.of().parseHex(hash)));
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Future<Optional<Authentication>> authenticate(String token, Origin origin) {
        return token.length() > LONGEST
                ? Future.succeededFuture(Optional.empty())
                : byHash.get(HexFormat.of().formatHex(ClientSecret.hash(token)))
                        .map(found -> found.filter(this::isLive).map(key -> authentication(key, origin)));
    }

    private boolean isLive(AppKey key) {
        return key.expiresAt().filter(end -> !clock.instant().isBefore(end)).isEmpty();
    }

    private Authentication authentication(AppKey key, Origin origin) {
        used.note(key.id(), origin);
        var credential = new Credential(
                Credential.Kind.APP_KEY,
                key.id(),
                Optional.empty(),
                Optional.empty(),
                key.expiresAt().orElse(Instant.MAX));
        return new Authentication(new Principal.App(key.app()), null, Set.of(), credential, origin);
    }

    /** Drops what was changed, on this node or another, from memory. */
    public void follow(Event event) {
        if (event.tenant().equals(Tenant.PLATFORM) && event.type().startsWith("app.")) {
            changed();
        }
    }

    /** A key or an app was changed: they are few, and seldom are. */
    public void changed() {
        byHash.invalidateAll();
    }

    /** Writes the last use of the keys down, for all of them together. */
    public Job job() {
        return used.job("note the use of app keys");
    }

    /** Writes down what is only in memory. */
    public Future<Void> writeUse() {
        return used.write();
    }
}
