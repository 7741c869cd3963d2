package dev.guildhall.identity.internal;

import dev.guildhall.core.cache.CacheBudget;
import dev.guildhall.core.cache.CoherentCache;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.event.Event;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.secret.CheckedSecret;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Authentication.Credential;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.Principal;
import dev.guildhall.core.security.TokenAuthenticator;
import dev.guildhall.core.security.UsedCredentials;
import dev.guildhall.identity.Account;
import dev.guildhall.identity.PersonalToken;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Lets programs in by the tokens of their users. A token is known by its hash only, and in memory once it was used; what
 * is mistyped, or was never made here, costs a checksum. Safe for all event loops.
 */
final class PersonalTokenAuthenticator implements TokenAuthenticator {

    static final String PREFIX = "ghl_pat_";

    private final SignedInMemory memory;
    private final Clock clock;
    private final CoherentCache<String, Optional<PersonalToken>> byHash;
    private final UsedCredentials used;

    PersonalTokenAuthenticator(Database database, CacheBudget caches, SignedInMemory memory, Clock clock) {
        var table = new PersonalTokenTable();
        this.memory = memory;
        this.clock = clock;
        this.byHash = CoherentCache.of(
                caches, hash -> table.find(database, HexFormat.of().parseHex(hash)));
        this.used = new UsedCredentials(clock, last -> table.noteUse(database, last));
    }

    @Override
    public String prefix() {
        return PREFIX;
    }

    @Override
    public Future<Optional<Authentication>> authenticate(String text, Origin origin) {
        return CheckedSecret.isSound(PREFIX, text)
                ? byHash.get(HexFormat.of().formatHex(ClientSecret.hash(text)))
                        .compose(found -> found.filter(token -> token.isLive(clock.instant()))
                                .map(token -> memory.account(token.user())
                                        .map(account -> account.filter(Account::maySignIn)
                                                .map(user -> authentication(token, user, origin))))
                                .orElse(Future.succeededFuture(Optional.empty())))
                : Future.succeededFuture(Optional.empty());
    }

    private Authentication authentication(PersonalToken token, Account user, Origin origin) {
        used.note(token.id(), origin);
        var credential = new Credential(
                Credential.Kind.PERSONAL_ACCESS_TOKEN,
                token.id(),
                token.limit(),
                token.tenant(),
                token.expiresAt().orElse(Instant.MAX));
        return new Authentication(new Principal.User(user.id()), user.email(), user.roles(), credential, origin);
    }

    void ended(UUID token) {
        forget(known -> known.id().equals(token));
    }

    void allEnded(UserId user) {
        forget(known -> known.user().equals(user));
    }

    /** To be told of everything; see {@link SignedInMemory#follow}. */
    void follow(Event event) {
        switch (event.type()) {
            case IdentityEvents.TOKEN_REVOKED ->
                ended(UUID.fromString(event.data().getString(IdentityEvents.TOKEN_ID)));
            case IdentityEvents.TOKENS_ENDED -> allEnded(new UserId(UUID.fromString(event.subject())));
            default -> followTenants(event);
        }
    }

    // A token is deleted with the membership, the workspace or the organization that it is bound to, and with its
    // user's access to the workspace, which organizations, teams and platform roles give as well.
    private void followTenants(Event event) {
        if (event.subject() == null || !Ids.isUuid(event.subject())) {
            return;
        }
        var subject = UUID.fromString(event.subject());
        switch (event.type()) {
            case "member.removed",
                    "member.suspended",
                    "member.role_changed",
                    "team.member_removed",
                    IdentityEvents.USER_UPDATED ->
                forget(known ->
                        known.user().value().equals(subject) && known.tenant().isPresent());
            case "team.revoked", "workspace.moved" -> forget(known -> isBoundTo(known, event.tenant()));
            case "workspace.updated" -> {
                if (event.data().containsKey("supportTeamAccess")) {
                    forget(known -> isBoundTo(known, event.tenant()));
                }
            }
            case "workspace.deleted", "organization.deleted" ->
                forget(known -> known.tenant()
                        .filter(bound -> bound.value().equals(subject))
                        .isPresent());
            default -> {
                // Nothing else ends a token.
            }
        }
    }

    private static boolean isBoundTo(PersonalToken token, Tenant tenant) {
        return token.tenant().filter(tenant::equals).isPresent();
    }

    private void forget(Predicate<PersonalToken> which) {
        byHash.invalidateIf(known -> known.filter(which).isPresent());
    }

    /** Writes the last use of the tokens down, for all of them together. */
    Job job() {
        return used.job("note the use of tokens");
    }

    /** Writes down what is only in memory. */
    Future<Void> writeUse() {
        return used.write();
    }
}
