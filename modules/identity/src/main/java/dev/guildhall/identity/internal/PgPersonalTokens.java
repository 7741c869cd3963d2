package dev.guildhall.identity.internal;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.error.CommonError;
import dev.guildhall.core.error.Problem;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.secret.CheckedSecret;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authorizer;
import dev.guildhall.core.security.DeclaredScopes;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.IdentityError;
import dev.guildhall.identity.NewPersonalToken;
import dev.guildhall.identity.PersonalToken;
import dev.guildhall.identity.PersonalTokens;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The tokens of users' programs in the database. */
final class PgPersonalTokens implements PersonalTokens {

    static final int MOST_OF_USER = 50;

    private static final int SHOWN_OF_SECRET = 4;
    private static final Duration SHOWN_EXPIRED = Duration.ofDays(30);

    private final Database database;
    private final IdentityEvents events;
    private final PersonalTokenAuthenticator memory;
    private final List<DeclaredScopes> declared;
    private final Clock clock;
    private final PersonalTokenTable table = new PersonalTokenTable();
    private final AccountTable accounts = new AccountTable();

    PgPersonalTokens(
            Database database,
            IdentityEvents events,
            PersonalTokenAuthenticator memory,
            List<DeclaredScopes> declared,
            Clock clock) {
        this.database = database;
        this.events = events;
        this.memory = memory;
        this.declared = declared;
        this.clock = clock;
    }

    @Override
    public Future<Page<PersonalToken>> list(UserId user, PageRequest<PersonalToken> page) {
        return table.list(database, user, page);
    }

    @Override
    public Future<NewPersonalToken> read(JsonObject body) {
        return NewPersonalToken.read(body, declared);
    }

    @Override
    public Future<NewToken> create(Authentication by, NewPersonalToken wanted, Authorizer authorizer) {
        var tenant = wanted.tenant().or(() -> by.credential().tenant());
        return tenant.map(bound -> authorizer.access(by, bound).map(access -> {
                    if (access.isEmpty()) {
                        throw noAccess(bound);
                    }
                    return null;
                }))
                .orElse(Future.succeededFuture())
                .compose(allowed -> database.inTransaction(Tenant.PLATFORM, tx -> create(tx, by, wanted, tenant)))
                .recover(ConstraintViolation.means(Map.of(
                        "personal_access_token_membership_fk",
                        () -> noAccess(tenant.orElseThrow()),
                        "personal_access_token_workspace_fk",
                        () -> noAccess(tenant.orElseThrow()))));
    }

    private Future<NewToken> create(Tx tx, Authentication by, NewPersonalToken wanted, Optional<Tenant> tenant) {
        var user = by.user();
        var secret = CheckedSecret.next(PersonalTokenAuthenticator.PREFIX);
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var token = new PersonalToken(
                Ids.next(),
                user,
                wanted.name(),
                hint(secret),
                wanted.scopes(),
                tenant,
                now,
                wanted.life().map(now::plus),
                Optional.empty());
        // The account's row decides between many that are made at once, and whether it may have any.
        return accounts.lock(tx, user)
                .compose(account -> account.filter(Account::maySignIn).isEmpty()
                        ? AccessTokens.invalid().asFuture()
                        : table.unexpired(tx, user, now))
                .compose(count -> {
                    if (count >= MOST_OF_USER) {
                        throw IdentityError.TOKEN_LIMIT_REACHED.because(
                                "You have " + MOST_OF_USER
                                        + " tokens, and there can be no more; delete one with DELETE /api/auth/tokens/{tokenId}.");
                    }
                    return table.insert(tx, token, secret.hash());
                })
                .map(inserted -> {
                    events.tokenCreated(tx, token, by);
                    return new NewToken(token, secret);
                });
    }

    @Override
    public Future<Void> revoke(Authentication by, UUID id) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> table.delete(tx, by.user(), id).map(deleted -> {
                    var token = deleted.orElseThrow(
                            () -> IdentityError.TOKEN_NOT_FOUND.because("You have no token with the id " + id + "."));
                    events.tokenRevoked(tx, token, by);
                    tx.afterCommit(() -> memory.ended(id));
                    return null;
                }));
    }

    /** Ends all tokens of a user. */
    Future<Void> endAll(Tx tx, UserId user, Authentication by) {
        return table.deleteAll(tx, user).map(deleted -> {
            if (deleted > 0) {
                events.tokensEnded(tx, user, by);
                tx.afterCommit(() -> memory.allEnded(user));
            }
            return null;
        });
    }

    /** Deletes those that expired some time ago; until then their user sees that they did. */
    Future<Void> forgetExpired() {
        return table.deleteExpired(database, clock.instant().minus(SHOWN_EXPIRED));
    }

    private static String hint(ClientSecret secret) {
        var text = secret.text();
        return text.substring(0, PersonalTokenAuthenticator.PREFIX.length() + SHOWN_OF_SECRET) + "…"
                + text.substring(text.length() - SHOWN_OF_SECRET);
    }

    private static Problem noAccess(Tenant tenant) {
        return tenant.kind() == Tenant.Kind.ORGANIZATION
                ? CommonError.ORGANIZATION_NOT_FOUND.because(
                        "There is no such organization, or you do not belong to it.")
                : CommonError.workspaceNotFound();
    }
}
