package dev.guildhall.oauth.internal.token;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.http.ApiRequest;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.secret.CheckedSecret;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.client.OauthClient;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;

/**
 * Lets applications act as themselves in the organization that they belong to (RFC 6749, section 4.4): with what an
 * administrator has there, as far as their scopes reach. A token is known by its hash only, and in memory once it was used.
 * Safe for all event loops.
 */
public final class ClientCredentials implements TokenAuthenticator {

    static final String PREFIX = "ghl_oat_";
    static final Duration LIFE = Duration.ofHours(1);
    static final int MOST = 1_000;

    private static final String REVOKED = "oauth.token_revoked";
    private static final Duration A_WHILE = Duration.ofMinutes(1);

    private final Database database;
    private final Journal journal;
    private final Clock clock;
    private final ApplicationTokenTable table = new ApplicationTokenTable();
    private final CoherentCache<String, Optional<ApplicationToken>> byHash;

    public ClientCredentials(Database database, CacheBudget caches, Journal journal, Clock clock) {
        this.database = database;
        this.journal = journal;
        this.clock = clock;
        this.byHash = CoherentCache.of(
                caches, hash -> table.find(database, HexFormat.of().parseHex(hash)));
    }

    /** A token that was made just now. */
    record Made(ApplicationToken token, ClientSecret secret) {}

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Future<Optional<Authentication>> authenticate(String token, Origin origin) {
        return find(token).map(found -> found.map(known -> authentication(known, origin)));
    }

    /** What a token is; empty for one that is not good any more. */
    Future<Optional<ApplicationToken>> find(String token) {
        return CheckedSecret.isSound(PREFIX, token)
                ? byHash.get(HexFormat.of().formatHex(ClientSecret.hash(token)))
                        .map(found -> found.filter(known -> known.isLive(clock.instant())))
                : Future.succeededFuture(Optional.empty());
    }

    private static Authentication authentication(ApplicationToken token, Origin origin) {
        var credential = new Credential(
                Credential.Kind.APPLICATION_TOKEN,
                token.id(),
                Optional.of(token.limit()),
                Optional.of(token.organization()),
                token.expiresAt());
        return new Authentication(new Principal.ServiceAccount(token.client()), null, Set.of(), credential, origin);
    }

    /** Makes a token of an application; fails with {@code REQUEST.RATE_LIMITED} for one that has too many. */
    Future<Made> issue(OauthClient client, TokenScopes scopes, ApiRequest request) {
        var organization = client.organization().orElseThrow();
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var secret = CheckedSecret.next(PREFIX);
        var token = new ApplicationToken(Ids.next(), client.id(), organization, scopes, now, now.plus(LIFE));
        return database.inTransaction(
                        organization,
                        tx -> table.live(tx, client.id(), now)
                                .compose(live -> {
                                    requireRoom(live);
                                    return table.insert(tx, token, secret.hash());
                                })
                                .map(inserted -> {
                                    journal.record(
                                            tx,
                                            organization,
                                            change(request, "oauth.token_issued", token)
                                                    .to(token.facts()));
                                    return new Made(token, secret);
                                }))
                .recover(ConstraintViolation.means(
                        "oauth_token_client_fk",
                        () -> OauthError.INVALID_CLIENT.because("The application was deleted just now.")));
    }

    private static void requireRoom(int live) {
        if (live >= MOST) {
            throw CommonError.RATE_LIMITED
                    .because("The application has " + MOST + " tokens that work; use one until it expires.")
                    .withRetryAfter(A_WHILE);
        }
    }

    /** Ends a token at once; nothing happens to one that is over. */
    Future<Void> revoke(ApplicationToken token, ApiRequest request) {
        return database.inTransaction(
                token.organization(),
                tx -> table.delete(tx, token.id()).map(deleted -> {
                    if (deleted) {
                        tx.afterCommit(byHash::invalidateAll);
                        journal.record(
                                tx,
                                token.organization(),
                                change(request, REVOKED, token).from(token.facts()));
                    }
                    return null;
                }));
    }

    // The application itself does it, be it that it came with its secret and not with a token.
    private static Change change(ApiRequest request, String type, ApplicationToken token) {
        var by = Authentication.of(new Principal.ServiceAccount(token.client())).at(request.origin());
        return Change.of(by, type).on(token.client()).telling(token.facts());
    }

    /** Drops what was ended, on this node or another, from memory. */
    public void follow(Event event) {
        if (event.type().equals(REVOKED)
                || event.type().equals("oauth.client_deleted")
                || event.type().equals("organization.deleted")) {
            byHash.invalidateAll();
        }
    }

    /** An application is being deleted by this node, and its tokens with it. */
    public void clientDeleted() {
        byHash.invalidateAll();
    }

    public Future<Void> forgetExpired() {
        return table.forgetExpired(database, clock.instant());
    }
}
