package dev.guildhall.oauth.internal.client;

import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.http.IfMatch;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.module.Job;
import dev.guildhall.core.secret.CheckedSecret;
import dev.guildhall.core.secret.ClientSecret;
import dev.guildhall.core.secret.FormerSecrets;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.core.security.Origin;
import dev.guildhall.core.security.UsedCredentials;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.ApplicationTokens.Ending;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.client.ClientFields.Registration;
import dev.guildhall.tenancy.OrganizationLifecycle;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import io.vertx.core.json.JsonObject;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The applications that there are: those of organizations and those of the platform. Safe for all event loops. */
public final class Clients implements OrganizationLifecycle {

    public static final String SECRET_PREFIX = "ghl_oas_";

    static final int MOST = 100;
    static final int MOST_SELF_REGISTERED = 10_000;

    private static final int SHOWN_OF_SECRET = 4;
    private static final Duration UNUSED = Duration.ofDays(7);

    private final Database database;
    private final Organizations organizations;
    private final Journal journal;
    private final ApplicationTokens tokens;
    private final Runnable deleted;
    private final Clock clock;
    private final ClientTable table = new ClientTable();
    private final UsedCredentials used;

    /** @param deleted called when this node has deleted one */
    public Clients(
            Database database,
            Organizations organizations,
            Journal journal,
            ApplicationTokens tokens,
            Runnable deleted,
            Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.journal = journal;
        this.tokens = tokens;
        this.deleted = deleted;
        this.clock = clock;
        this.used = new UsedCredentials(clock, last -> table.noteUse(database, last));
    }

    /** A client, and its secret where one was made just now. */
    public record Secured(OauthClient client, Optional<ClientSecret> secret) {}

    @Override
    public Future<Map<String, Integer>> holdings(Tx tx, OrganizationId organization) {
        return table.count(tx, organization, false).map(count -> Map.of("oauthClients", count));
    }

    /** The client of this id, whosever it is. */
    public Future<Optional<OauthClient>> find(UUID id) {
        return table.find(database, id).map(found -> found.map(ClientTable.Stored::client));
    }

    /** The client of this id if this is its secret, or was within the last day; empty for a public one as well. */
    public Future<Optional<OauthClient>> withSecret(UUID id, String secret) {
        var hash = ClientSecret.hash(secret);
        return table.find(database, id)
                .map(found -> found.filter(stored -> stored.has(hash, clock.instant()))
                        .map(ClientTable.Stored::client));
    }

    /**
     * Whether the application is there; then it stays until the transaction ends. To be asked before anything of it is
     * locked: whoever deletes it has it before that as well.
     */
    public Future<Boolean> hold(Tx tx, UUID id) {
        return table.hold(tx, id);
    }

    Future<Page<OauthClient>> list(Tenant tenant, PageRequest<OauthClient> page) {
        return table.list(database, tenant, page);
    }

    /** Fails with {@code OAUTH.CLIENT_NOT_FOUND}. */
    Future<OauthClient> get(Tenant tenant, UUID id) {
        return table.find(database, tenant, id).map(found -> required(found, id));
    }

    /** Fails with {@code OAUTH.CLIENT_LIMIT_REACHED}. */
    Future<Secured> create(Authentication by, Tenant tenant, Registration wanted) {
        return create(by, tenant, wanted, false);
    }

    /** Registers an application that asks for that itself; it is for nobody until an organization lets it in. */
    public Future<Secured> register(Authentication by, Registration wanted) {
        return create(by, Tenant.PLATFORM, wanted, true);
    }

    private Future<Secured> create(Authentication by, Tenant tenant, Registration wanted, boolean selfRegistered) {
        var most = selfRegistered ? MOST_SELF_REGISTERED : MOST;
        var secret = wanted.confidential() ? Optional.of(CheckedSecret.next(SECRET_PREFIX)) : noSecret();
        var now = now();
        var fields = wanted.fields().consistent(tenant, wanted.confidential());
        var client = new OauthClient(
                Ids.next(),
                tenant instanceof OrganizationId organization ? Optional.of(organization) : Optional.empty(),
                fields.name(),
                fields.redirectUris(),
                fields.grantTypes(),
                fields.scopes(),
                secret.map(Clients::hint),
                FormerSecrets.NONE,
                selfRegistered,
                1,
                now,
                now,
                Optional.empty());
        return database.inTransaction(
                tenant,
                tx -> held(tx, tenant)
                        .compose(held -> table.count(tx, tenant, selfRegistered))
                        .compose(count -> {
                            if (count >= most) {
                                throw OauthError.CLIENT_LIMIT_REACHED.because(
                                        "There are " + most + " applications at most; delete one first.");
                            }
                            return table.insert(tx, client, secret.map(ClientSecret::hash));
                        })
                        .map(inserted -> {
                            journal.record(
                                    tx,
                                    tenant,
                                    change(by, "oauth.client_created", client).to(client.facts()));
                            return new Secured(client, secret);
                        }));
    }

    private static Optional<ClientSecret> noSecret() {
        return Optional.empty();
    }

    private Future<?> held(Tx tx, Tenant tenant) {
        return tenant instanceof OrganizationId organization
                ? organizations.lock(tx, organization)
                : Future.succeededFuture();
    }

    /** Tokens that were given before keep the scopes that were consented to. */
    Future<OauthClient> update(
            Authentication by, Tenant tenant, UUID id, IfMatch condition, ClientFields.Change wanted) {
        return database.inTransaction(
                tenant,
                tx -> locked(tx, tenant, id).compose(current -> {
                    condition.verify(current.revision());
                    var fields = wanted.on(current.fields()).consistent(tenant, !current.isPublic());
                    var changed = current.changed(fields, now());
                    return table.change(tx, changed).map(written -> {
                        journal.record(
                                tx,
                                tenant,
                                change(by, "oauth.client_updated", changed)
                                        .from(current.facts())
                                        .to(changed.facts()));
                        return changed;
                    });
                }));
    }

    /**
     * Makes another secret; the one before works on for a day. Fails with {@code OAUTH.CLIENT_IS_PUBLIC}, and with {@code
     * SECRET.ROTATED_TOO_OFTEN}.
     */
    Future<Secured> rotate(Authentication by, Tenant tenant, UUID id) {
        var secret = CheckedSecret.next(SECRET_PREFIX);
        return database.inTransaction(
                tenant,
                tx -> confidential(tx, tenant, id)
                        .compose(current -> table.secretHash(tx, current)
                                .map(hash -> current.formerSecrets()
                                        .replacing(HexFormat.of().formatHex(hash), now()))
                                .map(former -> current.rotated(hint(secret), former, now()))
                                .compose(rotated -> table.rotate(tx, rotated, secret.hash())
                                        .map(written -> {
                                            journal.record(
                                                    tx,
                                                    tenant,
                                                    change(by, "oauth.client_rotated", rotated)
                                                            .from(current.facts())
                                                            .to(rotated.facts()));
                                            return new Secured(rotated, Optional.of(secret));
                                        }))));
    }

    /** Ends the secrets that were replaced, at once. Fails with {@code OAUTH.CLIENT_IS_PUBLIC}. */
    Future<Void> endFormerSecrets(Authentication by, Tenant tenant, UUID id) {
        return database.inTransaction(
                tenant,
                tx -> confidential(tx, tenant, id)
                        .compose(current -> current.formerSecrets().at(now()).isEmpty()
                                ? Future.succeededFuture()
                                : endFormerSecrets(tx, by, current)));
    }

    private Future<Void> endFormerSecrets(Tx tx, Authentication by, OauthClient current) {
        var now = now();
        var ended = current.withoutFormerSecrets(now);
        return table.change(tx, ended).map(written -> {
            journal.record(
                    tx,
                    ended.tenant(),
                    change(by, "oauth.client_former_secrets_ended", ended)
                            .from(secrets(current, now))
                            .to(secrets(ended, now)));
            return null;
        });
    }

    private static JsonObject secrets(OauthClient client, Instant now) {
        return new JsonObject().put("formerSecretsUntil", client.formerSecretsUntil(now));
    }

    private Future<OauthClient> confidential(Tx tx, Tenant tenant, UUID id) {
        return locked(tx, tenant, id).map(current -> {
            if (current.isPublic()) {
                throw OauthError.CLIENT_IS_PUBLIC.because(
                        "The application is a public one and has no secret; register another that is confidential.");
            }
            return current;
        });
    }

    /** It was given tokens just now; written down with the next such. */
    public void noteUse(OauthClient client, Origin origin) {
        used.note(client.id(), origin);
    }

    /** Writes the last use of applications down, for all of them together. */
    public Job job() {
        return used.job("note the use of applications");
    }

    /** Deletes an application; its tokens work no more, on this node at once and on all within a second. */
    Future<Void> delete(Authentication by, Tenant tenant, UUID id, IfMatch condition) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> locked(tx, tenant, id).compose(current -> {
                    condition.verify(current.revision());
                    return tokens.end(tx, new Ending(id, Optional.empty(), Optional.empty()), by)
                            .compose(ended -> table.delete(tx, current))
                            .map(done -> {
                                tx.afterCommit(deleted);
                                journal.record(
                                        tx,
                                        tenant,
                                        change(by, "oauth.client_deleted", current)
                                                .from(current.facts()));
                                return null;
                            });
                }));
    }

    /** Deletes applications that have registered themselves, and that nobody has let in for a while. */
    public Future<Void> forgetUnused() {
        return table.forgetUnused(database, now().minus(UNUSED));
    }

    private Future<OauthClient> locked(Tx tx, Tenant tenant, UUID id) {
        return table.lock(tx, tenant, id).map(found -> required(found, id));
    }

    private static OauthClient required(Optional<OauthClient> found, UUID id) {
        return found.orElseThrow(
                () -> OauthError.CLIENT_NOT_FOUND.because("There is no application with the id " + id + " here."));
    }

    private static Change change(Authentication by, String type, OauthClient client) {
        return Change.of(by, type).on(client.id()).telling(client.facts());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static String hint(ClientSecret secret) {
        var text = secret.text();
        return text.substring(0, SECRET_PREFIX.length() + SHOWN_OF_SECRET) + "…"
                + text.substring(text.length() - SHOWN_OF_SECRET);
    }
}
