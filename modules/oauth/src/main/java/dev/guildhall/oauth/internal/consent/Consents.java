package dev.guildhall.oauth.internal.consent;

import dev.guildhall.core.database.ConstraintViolation;
import dev.guildhall.core.database.Database;
import dev.guildhall.core.database.Tx;
import dev.guildhall.core.id.Ids;
import dev.guildhall.core.id.OrganizationId;
import dev.guildhall.core.id.Tenant;
import dev.guildhall.core.id.UserId;
import dev.guildhall.core.security.Authentication;
import dev.guildhall.events.Change;
import dev.guildhall.events.Journal;
import dev.guildhall.identity.ApplicationTokens;
import dev.guildhall.identity.ApplicationTokens.Ending;
import dev.guildhall.identity.TokenScopes;
import dev.guildhall.list.Page;
import dev.guildhall.list.PageRequest;
import dev.guildhall.oauth.internal.OauthError;
import dev.guildhall.oauth.internal.client.Clients;
import dev.guildhall.oauth.internal.client.OauthClient;
import dev.guildhall.tenancy.Organizations;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * What people let applications do for them, and which applications organizations let them. What is taken back ends the
 * tokens that came of it. Safe for all event loops.
 */
public final class Consents {

    private static final int MOST_SCOPES = 50;

    private final Database database;
    private final Organizations organizations;
    private final Clients clients;
    private final Journal journal;
    private final ApplicationTokens tokens;
    private final Clock clock;
    private final ConsentTable table = new ConsentTable();
    private final RuleTable rules = new RuleTable();

    public Consents(
            Database database,
            Organizations organizations,
            Clients clients,
            Journal journal,
            ApplicationTokens tokens,
            Clock clock) {
        this.database = database;
        this.organizations = organizations;
        this.clients = clients;
        this.journal = journal;
        this.tokens = tokens;
        this.clock = clock;
    }

    /** What somebody has consented to before. */
    public Future<Optional<Consent>> find(Tenant place, UserId user, UUID client) {
        return table.find(database, place, user, client);
    }

    /**
     * Whether people may use the application there: in the workspaces that belong to no organization, one of the platform
     * that an administrator has registered.
     */
    public Future<Boolean> isLetIn(Tx tx, Tenant place, OauthClient client) {
        return place instanceof OrganizationId organization
                ? isLetInBy(organization, tx, client)
                : Future.succeededFuture(client.organization().isEmpty() && !client.selfRegistered());
    }

    /**
     * Where the organization has decided nothing, members may use one that an administrator has registered. The organization
     * is held until the transaction ends, so that it decides nothing else meanwhile; one that is being deleted lets nobody in.
     */
    private Future<Boolean> isLetInBy(OrganizationId organization, Tx tx, OauthClient client) {
        return organizations
                .share(tx, organization)
                .compose(held -> held.isPresent() && client.isFor(organization)
                        ? rules.allowed(tx, organization, client.id())
                                .map(decided -> decided.orElse(!client.selfRegistered()))
                        : Future.succeededFuture(false));
    }

    /**
     * Writes a consent down, beside what was consented to before. Fails with the constraint {@code
     * oauth_consent_member_fk} for who is no member.
     */
    public Future<Consent> give(Tx tx, Authentication by, Tenant place, OauthClient client, TokenScopes scopes) {
        var now = now();
        return table.find(tx, place, by.user(), client.id())
                .map(before -> before.map(known -> both(known.scopes(), scopes)).orElse(scopes))
                .map(all -> new Consent(Ids.next(), place, by.user(), client.id(), all, now, now))
                .compose(given -> table.upsert(tx, given))
                .map(kept -> {
                    journal.record(
                            tx, place, change(by, "oauth.consent_given", kept).to(kept.facts()));
                    return kept;
                });
    }

    // What is asked now stands alone where the two are too many to be remembered.
    private static TokenScopes both(TokenScopes before, TokenScopes now) {
        var names = Stream.concat(before.names().stream(), now.names().stream())
                .distinct()
                .toList();
        return names.size() > MOST_SCOPES ? now : new TokenScopes(names);
    }

    Future<Page<Consent.Listed>> list(UserId user, PageRequest<Consent.Listed> page) {
        return table.list(database, user, page);
    }

    /** Takes a consent of one's own back, with all that came of it. Fails with {@code OAUTH.CONSENT_NOT_FOUND}. */
    Future<Void> withdraw(Authentication by, UUID id) {
        return database.inTransaction(
                Tenant.PLATFORM,
                tx -> table.lockOwn(tx, by.user(), id)
                        .map(found -> found.orElseThrow(() -> OauthError.CONSENT_NOT_FOUND.because(
                                "You have given no consent with the id " + id + ".")))
                        .compose(consent -> withdraw(tx, by, consent)));
    }

    // The codes go first: one that is being exchanged at this moment is waited for, and its tokens end then.
    private Future<Void> withdraw(Tx tx, Authentication by, Consent consent) {
        var ending = new Ending(consent.client(), Optional.of(consent.user()), Optional.of(consent.place()));
        return table.delete(tx, consent)
                .compose(deleted -> tokens.end(tx, ending, by))
                .map(ended -> {
                    journal.record(
                            tx,
                            consent.place(),
                            change(by, "oauth.consent_withdrawn", consent).from(consent.facts()));
                    return null;
                });
    }

    Future<Page<Rule.Listed>> rules(OrganizationId organization, PageRequest<Rule.Listed> page) {
        return rules.list(database, organization, page);
    }

    /**
     * Says whether members may use an application. One that is refused loses their consents and its tokens at once. Fails
     * with {@code OAUTH.CLIENT_NOT_FOUND}, for one of another organization as well.
     */
    Future<Rule.Listed> rule(Authentication by, OrganizationId organization, UUID client, boolean allowed) {
        return clients.find(client)
                .map(found -> found.filter(known -> known.isFor(organization)).orElseThrow(() -> unknown(client)))
                .compose(known -> database.inTransaction(
                                Tenant.PLATFORM,
                                tx -> organizations
                                        .lock(tx, organization)
                                        .compose(locked ->
                                                decide(tx, by, new Rule(organization, client, allowed, now()))))
                        .map(rule -> new Rule.Listed(rule, known.name())));
    }

    private static RuntimeException unknown(UUID client) {
        return OauthError.CLIENT_NOT_FOUND.because("There is no application with the id " + client + " here.");
    }

    private Future<Rule> decide(Tx tx, Authentication by, Rule rule) {
        return rules.upsert(tx, rule)
                .recover(ConstraintViolation.means(
                        "oauth_client_rule_client_fk",
                        () -> OauthError.CLIENT_NOT_FOUND.because("The application was deleted just now.")))
                .compose(written -> rule.allowed() ? Future.succeededFuture() : end(tx, by, rule))
                .map(done -> {
                    journal.record(
                            tx,
                            rule.organization(),
                            Change.of(by, "oauth.client_ruled")
                                    .on(rule.client())
                                    .telling(rule.facts())
                                    .to(rule.facts()));
                    return rule;
                });
    }

    private Future<Void> end(Tx tx, Authentication by, Rule rule) {
        var ending = new Ending(rule.client(), Optional.empty(), Optional.of(rule.organization()));
        return table.deleteAll(tx, rule.organization(), rule.client()).compose(deleted -> tokens.end(tx, ending, by));
    }

    private static Change change(Authentication by, String type, Consent consent) {
        return Change.of(by, type).on(consent.user()).telling(consent.facts());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }
}
